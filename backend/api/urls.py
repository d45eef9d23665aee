from django.urls import path

from . import contradictions, devices, docs, editing, mail, members, mine, nights, places, postcodes, reports

urlpatterns = [
    path("places", places.PlacesView.as_view(), name="places"),
    path("places.geojson", places.GeoJsonView.as_view(), name="places_geojson"),
    path("places.csv", places.CsvView.as_view(), name="places_csv"),
    path("places/nearest", places.NearestView.as_view(), name="nearest"),
    path("places/<slug:slug>", places.PlaceView.as_view(), name="place"),
    path(
        "places/<slug:slug>/contradictions",
        contradictions.ContradictionsView.as_view(),
        name="contradictions",
    ),
    path("venues/mine", mine.MineView.as_view(), name="mine"),
    path("venues/<slug:slug>", editing.VenueView.as_view(), name="venue"),
    path("venues/<slug:slug>/reports", reports.ReportsView.as_view(), name="reports"),
    path("venues/<slug:slug>/reports/<int:pk>/undo", reports.UndoView.as_view(), name="undo"),
    path("venues/<slug:slug>/position", nights.PositionView.as_view(), name="position"),
    path("venues/<slug:slug>/tallies", nights.TalliesView.as_view(), name="tallies"),
    path("venues/<slug:slug>/preview", editing.PreviewView.as_view(), name="preview"),
    path(
        "venues/<slug:slug>/hours-confirmation",
        editing.HoursConfirmationView.as_view(),
        name="hours_confirmation",
    ),
    path("venues/<slug:slug>/special-days/<str:night>", editing.SpecialDayView.as_view(), name="special_day"),
    path("devices", devices.DevicesView.as_view(), name="devices"),
    path("devices/pairings", devices.PairingsView.as_view(), name="pairings"),
    path("devices/unlock", devices.UnlockView.as_view(), name="unlock"),
    path("devices/<uuid:public_id>", devices.DeviceView.as_view(), name="device"),
    path("members", members.MembersView.as_view(), name="members"),
    path("members/<int:pk>", members.MemberView.as_view(), name="member"),
    path("mail", mail.MailView.as_view(), name="mail"),
    path("postcodes", postcodes.DistrictView.as_view(), name="postcodes"),
    path("schema", docs.SchemaView.as_view(), name="schema"),
    path("docs", docs.DocsView.as_view(url_name="schema"), name="docs"),
]
