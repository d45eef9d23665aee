"""The contract for other programs: OpenAPI 3.1, and a page that reads it from our own files."""

from __future__ import annotations

from csp.decorators import csp_replace
from django.utils.decorators import method_decorator
from drf_spectacular.renderers import OpenApiJsonRenderer
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import TemplateHTMLRenderer


class SchemaView(SpectacularAPIView):
    renderer_classes = [OpenApiJsonRenderer]


# Swagger UI builds its page from strings and has one style in it; it reads our schema and nothing else.
ITS_STYLE = "'sha256-MMpT0iDxyjALd9PdfepImGX3DBfJPXZ4IlDWdPAgtn0='"
POLICY = {
    "require-trusted-types-for": None,
    "trusted-types": None,
    "img-src": ["'self'", "data:"],
    "style-src": ["'self'", ITS_STYLE],
}


@method_decorator(csp_replace(POLICY), name="dispatch")
class DocsView(SpectacularSwaggerSplitView):
    content_negotiation_class = DefaultContentNegotiation
    renderer_classes = [TemplateHTMLRenderer]
    # What it can do is no page, so there is no template to answer OPTIONS with.
    http_method_names = ["get", "head"]
