from django.urls import path

from .views import figures, officers, organisations, tonight, venues

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
    path("organisations/<int:pk>/members", organisations.invite, name="invite_member"),
    path("memberships/<int:pk>/end", organisations.end_membership, name="end_membership"),
    path("devices/<uuid:public_id>/revoke", organisations.revoke_device, name="revoke_device"),
    path("coverage/", figures.coverage_week, name="coverage"),
    path("coverage/hour", figures.coverage_hour, name="coverage_hour"),
    path("coverage/export", figures.coverage_export, name="coverage_export"),
    path("reliability/", figures.reliability_list, name="reliability"),
    path("impact/", figures.impact_year, name="impact"),
    path("impact/export", figures.impact_export, name="impact_export"),
    path("officers/", officers.officers, name="officers"),
    path("officers/invitations", officers.invite, name="invite_officer"),
    path("people/<int:pk>/", officers.person, name="person"),
    path("people/<int:pk>/second-factor", officers.reset_second_factor, name="reset_second_factor"),
    path("people/<int:pk>/suspend", officers.suspend, name="suspend_person"),
    path("people/<int:pk>/lift", officers.lift, name="lift_person"),
]
