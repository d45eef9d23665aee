from django.urls import path

from .views import exports, imports, officers, organisations, tonight, venues

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
    path("imports/", imports.imports, name="imports"),
    path("imports/template.csv", imports.template, name="import_template"),
    path("imports/files", imports.look, name="look_at_file"),
    path("imports/<int:pk>/", imports.batch, name="import"),
    path("imports/<int:pk>/apply", imports.apply, name="apply_import"),
    path("imports/<int:pk>/publish", imports.publish, name="publish_import"),
    path("imports/<int:pk>/undo", imports.undo, name="undo_import"),
    path("exports/", exports.exports, name="exports"),
    path("exports/files", exports.take, name="take_export"),
    path("officers/", officers.officers, name="officers"),
    path("officers/invitations", officers.invite, name="invite_officer"),
    path("people/<int:pk>/", officers.person, name="person"),
    path("people/<int:pk>/second-factor", officers.reset_second_factor, name="reset_second_factor"),
    path("people/<int:pk>/suspend", officers.suspend, name="suspend_person"),
    path("people/<int:pk>/lift", officers.lift, name="lift_person"),
]
