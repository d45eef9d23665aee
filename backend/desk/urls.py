from django.urls import path

from .views import again, audit, officers, organisations, register, renewing, tonight, venues, writing

app_name = "desk"

urlpatterns = [
    path("", tonight.venues, name="tonight"),
    path("again", again.again, name="again"),
    path("sign-out", tonight.sign_out, name="sign_out"),
    path("venues/<slug:slug>/", venues.venue, name="venue"),
    path("venues/<slug:slug>/suspend", venues.suspend, name="suspend"),
    path("venues/<slug:slug>/publish", venues.publish, name="publish"),
    path("venues/<slug:slug>/history", venues.venue_history, name="history"),
    path("proposals/<int:pk>/accept", venues.accept, name="accept"),
    path("proposals/<int:pk>/refuse", venues.refuse, name="refuse"),
    path("organisations/", register.organisations, name="organisations"),
    path("views", register.save_view, name="save_view"),
    path("views/<int:pk>/delete", register.delete_view, name="delete_view"),
    path("organisations/<int:pk>/", organisations.organisation, name="organisation"),
    path("organisations/<int:pk>/members", organisations.invite, name="invite_member"),
    path("organisations/<int:pk>/contacts", writing.set_contact, name="set_contact"),
    path("organisations/<int:pk>/trainings", writing.add_training, name="add_training"),
    path("organisations/<int:pk>/spot-checks", writing.add_spot_check, name="add_spot_check"),
    path("organisations/<int:pk>/actions", writing.add_action, name="add_action"),
    path("organisations/<int:pk>/renewal", renewing.renewal, name="renewal"),
    path("organisations/<int:pk>/withdrawal", renewing.withdrawal, name="withdrawal"),
    path("actions/<int:pk>/done", writing.finish_action, name="finish_action"),
    path("memberships/<int:pk>/end", organisations.end_membership, name="end_membership"),
    path("devices/<uuid:public_id>/revoke", organisations.revoke_device, name="revoke_device"),
    path("officers/", officers.officers, name="officers"),
    path("officers/invitations", officers.invite, name="invite_officer"),
    path("audit/", audit.audit, name="audit"),
    path("people/<int:pk>/", officers.person, name="person"),
    path("people/<int:pk>/second-factor", officers.reset_second_factor, name="reset_second_factor"),
    path("people/<int:pk>/suspend", officers.suspend, name="suspend_person"),
    path("people/<int:pk>/lift", officers.lift, name="lift_person"),
]
