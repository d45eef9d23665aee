from __future__ import annotations

from django import template
from django.utils.html import format_html

from backend.language import say as words

register = template.Library()


@register.simple_tag
def say(english: str, **values: object) -> str:
    """`{% say "Nearest to {place}:" place=place.name %}`"""
    return words.say(english, **values)


@register.simple_tag
def written(text: str) -> str:
    """What a venue wrote: it is in English whatever the page is in, and is to be read out so."""
    return text if words.is_english() else format_html('<span lang="en-GB" dir="ltr">{}</span>', text)
