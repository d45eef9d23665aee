from django.urls import path

from . import docs, places, postcodes

urlpatterns = [
    path("places", places.PlacesView.as_view(), name="places"),
    path("places.geojson", places.GeoJsonView.as_view(), name="places_geojson"),
    path("places/nearest", places.NearestView.as_view(), name="nearest"),
    path("places/<slug:slug>", places.PlaceView.as_view(), name="place"),
    path("postcodes", postcodes.DistrictView.as_view(), name="postcodes"),
    path("schema", docs.SchemaView.as_view(), name="schema"),
    path("docs", docs.DocsView.as_view(url_name="schema"), name="docs"),
]
