from django.urls import path

from .views import officers, organisations, papers, tonight, venues

app_name = "desk"

urlpatterns = [
    path("", tonight.venues, name="tonight"),
    path("sign-out", tonight.sign_out, name="sign_out"),
    path("venues/<slug:slug>/", venues.venue, name="venue"),
    path("venues/<slug:slug>/suspend", venues.suspend, name="suspend"),
    path("venues/<slug:slug>/publish", venues.publish, name="publish"),
    path("venues/<slug:slug>/history", venues.venue_history, name="history"),
    path("proposals/<int:pk>/accept", venues.accept, name="accept"),
    path("proposals/<int:pk>/refuse", venues.refuse, name="refuse"),
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/<int:pk>/", organisations.organisation, name="organisation"),
    path("organisations/<int:pk>/papers", papers.papers, name="papers"),
    path("organisations/<int:pk>/certificate", papers.make_certificate, name="make_certificate"),
    path("venues/<slug:slug>/poster", papers.make_poster, name="make_poster"),
    path("papers/<int:pk>", papers.paper, name="paper"),
    path("organisations/<int:pk>/members", organisations.invite, name="invite_member"),
    path("memberships/<int:pk>/end", organisations.end_membership, name="end_membership"),
    path("devices/<uuid:public_id>/revoke", organisations.revoke_device, name="revoke_device"),
    path("officers/", officers.officers, name="officers"),
    path("officers/invitations", officers.invite, name="invite_officer"),
    path("people/<int:pk>/", officers.person, name="person"),
    path("people/<int:pk>/second-factor", officers.reset_second_factor, name="reset_second_factor"),
    path("people/<int:pk>/suspend", officers.suspend, name="suspend_person"),
    path("people/<int:pk>/lift", officers.lift, name="lift_person"),
]
