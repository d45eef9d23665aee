from __future__ import annotations

from django import template

from backend.language import say as words

register = template.Library()


@register.simple_tag
def say(english: str, **values: object) -> str:
    """`{% say "Nearest to {place}:" place=place.name %}`"""
    return words.say(english, **values)
