import re
from datetime import date

import pytest

from backend.hours.nights import DAY, WHOLE_NIGHT, Span
from backend.hours.text import HoursError, WeeklyHours, in_words, parse, parse_spans, spans_text

READS_AS = [
    # canonical forms read as themselves
    ("Th 20:00-02:00; Fr,Sa 20:00-04:00", "Th 20:00-02:00; Fr,Sa 20:00-04:00"),
    ("Mo-Th 20:00-00:00", "Mo-Th 20:00-00:00"),
    ("Fr 12:00-15:00,19:00-02:00", "Fr 12:00-15:00,19:00-02:00"),
    ("Mo-Th,Su 20:00-02:00; Fr,Sa 20:00-04:00", "Mo-Th,Su 20:00-02:00; Fr,Sa 20:00-04:00"),
    ("Mo-Fr 05:00-14:00", "Mo-Fr 05:00-14:00"),
    ("Fr 00:00-04:00", "Fr 00:00-04:00"),
    ("Sa 06:00-06:00", "Sa 06:00-06:00"),
    ("Fr 10:00-12:00", "Fr 10:00-12:00"),
    ("Fr 12:00-11:00", "Fr 12:00-11:00"),
    ("24/7", "24/7"),
    ("closed", "closed"),
    # the order of the week, and runs of days
    ("Sa,Fr 20:00-04:00; Th 20:00-02:00", "Th 20:00-02:00; Fr,Sa 20:00-04:00"),
    ("Mo,Tu,We 20:00-02:00", "Mo-We 20:00-02:00"),
    ("Mo,Tu 20:00-02:00", "Mo,Tu 20:00-02:00"),
    ("Su-Th 20:00-02:00", "Mo-Th,Su 20:00-02:00"),
    ("Fr-Mo 20:00-02:00", "Mo,Fr-Su 20:00-02:00"),
    ("Fri-Sat 8pm-2am", "Fr,Sa 20:00-02:00"),
    ("Mo 20:00-02:00; Tu 20:00-02:00; We 20:00-02:00", "Mo-We 20:00-02:00"),
    # what bar staff write
    ("10pm-4am", "Mo-Su 22:00-04:00"),
    ("22-04", "Mo-Su 22:00-04:00"),
    ("22-4", "Mo-Su 22:00-04:00"),
    ("2200-0400", "Mo-Su 22:00-04:00"),
    ("2200hrs - 0400hrs", "Mo-Su 22:00-04:00"),
    ("10.30pm to 2", "Mo-Su 22:30-02:00"),
    ("1030pm-2am", "Mo-Su 22:30-02:00"),
    ("830pm-2am", "Mo-Su 20:30-02:00"),
    ("10PM - 4AM", "Mo-Su 22:00-04:00"),
    ("10 p.m. - 4 a.m.", "Mo-Su 22:00-04:00"),
    ("10pm\u20134am", "Mo-Su 22:00-04:00"),
    ("10pm \u2014 4am", "Mo-Su 22:00-04:00"),
    ("10pm\u00a0\u2212\u00a04am", "Mo-Su 22:00-04:00"),
    ("10pm till 4am", "Mo-Su 22:00-04:00"),
    ("10pm 'til 4am", "Mo-Su 22:00-04:00"),
    ("from 10pm until 4am", "Mo-Su 22:00-04:00"),
    ("Fri & Sat 10pm-4am", "Fr,Sa 22:00-04:00"),
    ("Fri + Sat 10pm-4am", "Fr,Sa 22:00-04:00"),
    ("Fri/Sat 10pm-4am", "Fr,Sa 22:00-04:00"),
    ("Fri Sat 10pm-4am", "Fr,Sa 22:00-04:00"),
    ("Friday and Saturday 10pm-4am", "Fr,Sa 22:00-04:00"),
    ("FRIDAYS, SATURDAYS: 10pm - 4am", "Fr,Sa 22:00-04:00"),
    ("every Friday night 10pm-4am", "Fr 22:00-04:00"),
    ("Friday nights and Saturday nights, 10pm to 4am", "Fr,Sa 22:00-04:00"),
    ("Fri, Sat and Sun 10pm-4am", "Fr-Su 22:00-04:00"),
    ("Mon to Thu 8pm-2am", "Mo-Th 20:00-02:00"),
    ("Mon\u2013Thurs 8pm\u20132am", "Mo-Th 20:00-02:00"),
    ("Mon. - Weds. 8pm-2am", "Mo-We 20:00-02:00"),
    ("Tues through Thur 8pm-2am", "Tu-Th 20:00-02:00"),
    ("Fri - 10pm to 2am", "Fr 22:00-02:00"),
    ("daily 10pm-4am", "Mo-Su 22:00-04:00"),
    ("10pm-4am daily", "Mo-Su 22:00-04:00"),
    ("10pm-4am nightly", "Mo-Su 22:00-04:00"),
    ("every day 10pm-4am", "Mo-Su 22:00-04:00"),
    ("10pm-4am every night", "Mo-Su 22:00-04:00"),
    ("7 days a week 10am-4pm", "Mo-Su 10:00-16:00"),
    ("weekdays 9am-5pm", "Mo-Fr 09:00-17:00"),
    ("weekends 10am-4pm", "Sa,Su 10:00-16:00"),
    ("weekends noon-midnight", "Sa,Su 12:00-00:00"),
    ("Weekdays 5pm-11pm; weekends noon-11pm", "Mo-Fr 17:00-23:00; Sa,Su 12:00-23:00"),
    ("Fri noon-midnight", "Fr 12:00-00:00"),
    ("Fri 12 noon to 12 midnight", "Fr 12:00-00:00"),
    ("Fri midday - 3pm", "Fr 12:00-15:00"),
    ("Fri midnight-4am", "Fr 00:00-04:00"),
    ("Fri 12am-3am", "Fr 00:00-03:00"),
    ("Fri 12am-6am", "Fr 00:00-06:00"),
    ("Fri 1pm-11pm", "Fr 13:00-23:00"),
    ("Fri 1am-4am", "Fr 01:00-04:00"),
    ("Fri 5pm-8", "Fr 17:00-20:00"),
    ("Fri 20:00-02:00" + " " * 485, "Fr 20:00-02:00"),
    ("Fri 10am-12am", "Fr 10:00-00:00"),
    ("Fri 9am-12pm", "Fr 09:00-12:00"),
    ("Fri 9am-5", "Fr 09:00-17:00"),
    ("Fri 9-5pm", "Fr 09:00-17:00"),
    ("Fri 12-3pm", "Fr 12:00-15:00"),
    ("Fri 12-10pm", "Fr 12:00-22:00"),
    ("Fri 7pm-12", "Fr 19:00-00:00"),
    ("Fri 8pm-8", "Fr 20:00-08:00"),
    ("Fri 8-22", "Fr 08:00-22:00"),
    ("Fri 08-12", "Fr 08:00-12:00"),
    ("Fri 20:00-2am", "Fr 20:00-02:00"),
    ("Fri 20:00-24:00", "Fr 20:00-00:00"),
    ("Fri 20:00-26:00", "Fr 20:00-02:00"),
    ("Fri 24:00-04:00", "Fr 00:00-04:00"),
    ("Fri 20:00-20:00", "Fr 20:00-20:00"),
    ("open Fri 8pm-2am", "Fr 20:00-02:00"),
    ("We are open Fri 8pm-2am.", "Fr 20:00-02:00"),
    ("Opening hours: Fri 8pm-2am", "Fr 20:00-02:00"),
    # several rules
    ("Fri 8pm-2am\nSat 9pm-3am", "Fr 20:00-02:00; Sa 21:00-03:00"),
    ("Fri 8pm-2am\r\n\r\nSat 9pm-3am\r\n", "Fr 20:00-02:00; Sa 21:00-03:00"),
    ("Fri 8pm-2am, Sat 9pm-3am", "Fr 20:00-02:00; Sa 21:00-03:00"),
    ("Fri 8pm-2am and Sat 9pm-3am", "Fr 20:00-02:00; Sa 21:00-03:00"),
    ("Fri 8pm-2am Sat 9pm-3am", "Fr 20:00-02:00; Sa 21:00-03:00"),
    ("Fri 8pm-2am;Sat 9pm-3am;", "Fr 20:00-02:00; Sa 21:00-03:00"),
    ("8pm-2am Fri, 9pm-3am Sat", "Fr 20:00-02:00; Sa 21:00-03:00"),
    ("8pm-2am Fri & Sat", "Fr,Sa 20:00-02:00"),
    # several spans
    ("Fri 12-3pm and 7pm-2am", "Fr 12:00-15:00,19:00-02:00"),
    ("Fri 19:00-02:00,12:00-15:00", "Fr 12:00-15:00,19:00-02:00"),
    ("Fri 8pm-11pm, 11pm-2am", "Fr 20:00-02:00"),
    ("Fri 05:00-14:00,20:00-02:00", "Fr 05:00-14:00,20:00-02:00"),
    # closed
    ("Mon closed; Tue 8pm-2am", "Tu 20:00-02:00"),
    ("closed Mondays; Tue-Sun 8pm-2am", "Tu-Su 20:00-02:00"),
    ("Mon-Wed off, Fri 8pm-2am", "Fr 20:00-02:00"),
    ("Closed.", "closed"),
    ("closed every day", "closed"),
    # always
    ("24 hours", "24/7"),
    ("open 24 hours", "24/7"),
    ("24hrs", "24/7"),
    ("24h", "24/7"),
    ("24 hours a day, 7 days a week", "24/7"),
    ("24 hours daily", "24/7"),
    ("Mon-Sun 24 hours", "24/7"),
    ("24-7", "24/7"),
    ("open all day every day", "24/7"),
    ("always open", "24/7"),
    ("every day 00:00-24:00", "24/7"),
    ("Mo-Fr 00:00-24:00; Sa,Su 00:00-00:00", "24/7"),
    ("daily 06:00-06:00", "24/7"),
    ("daily midnight-midday, midday-midnight", "24/7"),
]


@pytest.mark.parametrize(("typed", "canonical"), READS_AS)
def test_what_has_one_meaning_is_read(typed: str, canonical: str) -> None:
    assert str(parse(typed)) == canonical
    assert parse(canonical) == parse(typed)


REFUSED = [
    # blank is never open
    ("", 0, "nothing here", "closed"),
    ("  \n ; \n", 0, "nothing here", "closed"),
    # morning or evening
    ("Fri 5-12", 4, "half of the day", "5pm-midnight or 5am-midday"),
    ("8-2", 0, "half of the day", "8pm-2am or 8am-2pm"),
    ("Fri 8-11", 4, "half of the day", "8pm-11pm or 8am-11am"),
    ("Fri 10.30-2.30", 4, "half of the day", "10:30pm-2:30am or 10:30am-2:30pm"),
    ("Fri 8-11pm", 4, "half of the day", "8pm-11pm or 8am-11pm"),
    ("Fri 10-4am", 4, "half of the day", "10pm-4am or 10am-4am"),
    ("Fri 10am-11", 4, "half of the day", "10am-11am or 10am-11pm"),
    ("Fri 11am-3", 4, "half of the day", "11am-3pm or 11am-3am"),
    ("Fri noon-2", 4, "half of the day", "midday-2pm or midday-2am"),
    ("Fri 12:00-2:00", 4, "half of the day", "midday-2pm"),
    ("Fri 10pm-12", 4, "half of the day", "10pm-midnight or 10pm-midday"),
    ("Fri 8pm-12pm", 4, "half of the day", "8pm-midnight or 8pm-midday"),
    ("Fri 12pm-12pm", 4, "half of the day", "midday-midnight or midday-midday"),
    ("Fri 12am-11pm", 4, "half of the day", "midday-11pm"),
    ("20-12", 0, "half of the day", "8pm-midnight or 8pm-midday"),
    # one end missing
    ("Fri 8pm till late", 13, "does not say when you close", "2am"),
    ("Fri 8pm - close", 10, "does not say when you close", "2am"),
    ("Fri 8pm+", 7, "does not say when you close", "2am"),
    ("Fri 8pm onwards", 8, "does not say when you close", "2am"),
    ("Fri 8pm", 7, "needs a closing time", "8pm-2am"),
    ("Fri 8pm 2am", 7, "needs a closing time", "8pm-2am"),
    ("Fri until 2am", 4, "not when you open", "10pm-4am"),
    ("Fri", 3, "missing after “Fri”", "Fr,Sa 20:00-04:00"),
    ("Fri 8pm-2am; Sat", 16, "missing after “Sat”", None),
    # a day or a night
    ("Sa 00:00-24:00", 0, "midnight to midnight", "Sa 06:00-06:00"),
    ("Fr 8pm-2am; Sa 24 hours", 12, "midnight to midnight", "Sa 06:00-06:00"),
    ("Mo-Fr 24 hours", 0, "midnight to midnight", "Mo-Fr 06:00-06:00"),
    ("Sat 24/7", 0, "midnight to midnight", "Sa 06:00-06:00"),
    ("Sat all day", 4, "24 hours, or no break", "24/7"),
    # which nights
    ("weekends 10pm-4am", 0, "Friday and Saturday nights", "Fr,Sa 22:00-04:00 or Sa,Su 22:00-04:00"),
    ("weekends 8pm-midnight", 0, "Friday and Saturday nights", "Fr,Sa 20:00-00:00 or Sa,Su 20:00-00:00"),
    ("weekends 5pm-11pm", 0, "Friday and Saturday nights", "Fr,Sa 17:00-23:00"),
    ("weekends noon-1am", 0, "Friday and Saturday nights", "Fr,Sa 12:00-01:00"),
    ("Thu 8pm-2am; weekend 10pm-4am", 13, "Friday and Saturday nights", "Fr,Sa 22:00-04:00"),
    ("Fri 8pm-2am; Friday 9pm-3am", 13, "Friday is there twice", "together"),
    ("Fri,Fri 8pm-2am", 0, "Friday is there twice", None),
    ("Fri-Fri 8pm-2am", 4, "Friday is there twice", None),
    ("Mon-Sat 8pm-2am; Fri closed", 17, "Friday is there twice", None),
    ("daily 8pm-2am; Fri 8pm-4am", 15, "Friday is there twice", None),
    ("8pm-2am, Fri 9pm-3am", 7, "not expected", None),
    ("closed; Fri 8pm-2am", 8, "Friday is there twice", None),
    ("Dec 24 8pm-2am", 0, "date or a holiday", "special day"),
    ("Fri 8pm-2am; 2026-12-31 8pm-4am", 13, "date or a holiday", "special day"),
    ("Fri 8pm-2am, bank holidays 8pm-4am", 13, "date or a holiday", "special day"),
    ("PH off", 0, "date or a holiday", "special day"),
    # spans that do not go together
    ("Fri 20:00-23:00,22:00-02:00", 4, "overlap", "20:00-02:00"),
    ("Fri 20:00-02:00,20:00-02:00", 4, "overlap", "20:00-02:00"),
    ("Fri 10:00-06:00,05:00-12:00", 16, "morning before or the morning after", "05:00-12:00,10:00-06:00"),
    ("Fri 05:00-12:00,10:00-06:00", 4, "longer than a day", None),
    ("Fri 22:00-02:00,02:00-07:00", 16, "morning before or the morning after", "02:00-07:00,22:00-02:00"),
    ("Fri 01:00-26:00", 4, "longer than a day", None),
    # not times, not words
    ("Fri 25:00-31:00", 10, "no time “31:00”", "22:30"),
    ("Fri 20:00-30:30", 10, "no time “30:30”", "22:30"),
    ("Fri 8pm-13pm", 8, "no time “13pm”", "22:30"),
    ("Fri 0pm-2am", 4, "no time “0pm”", "22:30"),
    ("Fri 20:60-02:00", 4, "no time “20:60”", "22:30"),
    ("Fri 830-1130", 4, "no time “830”", "22:30"),
    ("Fri 8.5-2am", 4, "“8.5” is not a time", "22:30"),
    ("Firday 8pm-2am", 0, "“Firday”", "Friday"),
    ("Fri 8pm-2am (members)", 12, "“(”", None),
    ("Fri 8pm-2am unless quiet", 12, "“unless”", None),
    ("Sat morning 10am-2pm", 4, "“morning”", None),
    ("Fri 8pm--2am-4am", 12, "not expected", None),
    ("-", 0, "not when you open", None),
    ("; Fri", 5, "missing after", None),
    (",", 0, "not expected", None),
    ("Fri 8pm-2am,", 11, "not expected", None),
    ("Fr 20:00-02:00; " * 40, 500, "too long", None),
    ("\x00", 0, "not a word", None),
    ("\u0663-\u0664", 0, "not a time", None),
]


@pytest.mark.parametrize(("typed", "position", "reason", "suggestion"), REFUSED)
def test_what_has_no_meaning_or_two_is_refused_with_its_place_and_what_to_type(
    typed: str, position: int, reason: str, suggestion: str | None
) -> None:
    with pytest.raises(HoursError) as caught:
        parse(typed)
    error = caught.value
    assert reason in error.reason
    assert error.position == position
    if suggestion:
        assert error.suggestion is not None
        assert suggestion in error.suggestion
        assert error.suggestion in str(error)
    assert error.reason in str(error)
    assert re.search(rf"character {position + 1}\b", str(error))


@pytest.mark.parametrize(
    "typed", [case[0] for case in REFUSED if case[3] and " or " in case[3] and "half" in case[2]]
)
def test_each_suggested_time_can_be_typed_and_means_something_else(typed: str) -> None:
    with pytest.raises(HoursError) as caught:
        parse(typed)
    suggested = (caught.value.suggestion or "").split(" or ")
    assert len({str(parse(text)) for text in suggested}) == len(suggested) == 2


@pytest.mark.parametrize(
    ("typed", "spans"),
    [
        ("20:00-03:00", (Span(1200, 1620),)),
        ("8pm-3am", (Span(1200, 1620),)),
        ("12:00-15:00,19:00-02:00", (Span(720, 900), Span(1140, 1560))),
        ("06:00-06:00", (WHOLE_NIGHT,)),
        ("closed", ()),
        ("Closed.", ()),
        ("00:00-04:00", (Span(1440, 1680),)),
    ],
)
def test_a_special_day_has_spans_and_no_days(typed: str, spans: tuple[Span, ...]) -> None:
    assert parse_spans(typed) == spans
    assert parse_spans(spans_text(spans)) == spans


@pytest.mark.parametrize(
    ("typed", "position", "reason"),
    [
        ("", 0, "nothing here"),
        (" ; ", 0, "nothing here"),
        ("Fri 8pm-2am", 0, "leave out the day"),
        ("8pm-2am Fri", 8, "not expected"),
        ("daily 8pm-2am", 0, "leave out the day"),
        ("24 hours", 0, "midnight to midnight"),
        ("00:00-24:00", 0, "midnight to midnight"),
        ("8-2", 0, "half of the day"),
        ("closed 8pm-2am", 7, "not expected"),
        ("8pm till late", 9, "does not say when you close"),
    ],
)
def test_a_special_day_is_refused_where_it_has_no_meaning_or_two(
    typed: str, position: int, reason: str
) -> None:
    with pytest.raises(HoursError) as caught:
        parse_spans(typed)
    assert (caught.value.position, reason in caught.value.reason) == (position, True)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (
            "Th 20:00-02:00; Fr,Sa 20:00-04:00",
            "Thursday night 8pm to 2am; Friday and Saturday nights 8pm to 4am",
        ),
        ("Mo-Fr 09:00-17:00", "Monday to Friday 9am to 5pm"),
        ("24/7", "Open all day, every day"),
        ("closed", "No regular hours"),
        ("Mo-Su 22:00-04:00", "Every night 10pm to 4am"),
        ("Mo-Su 10:00-16:00", "Every day 10am to 4pm"),
        ("Fr 17:30-00:00", "Friday night 5:30pm to midnight"),
        ("Fr 12:00-15:00,19:00-02:00", "Friday midday to 3pm and 7pm to 2am"),
        ("Mo-Th,Su 20:00-02:00", "Monday to Thursday and Sunday nights 8pm to 2am"),
        ("Mo,We,Fr 20:00-02:00", "Monday, Wednesday and Friday nights 8pm to 2am"),
        ("Mo 05:00-14:00", "Monday 5am to 2pm"),
        ("Fr 00:30-04:00", "Friday night 12:30am to 4am"),
        ("Sa 06:00-06:00", "Saturday 24 hours from 6am"),
    ],
)
def test_hours_are_said_in_plain_words(typed: str, words: str) -> None:
    assert in_words(parse(typed)) == words


def test_a_day_means_the_night_that_starts_on_it() -> None:
    hours = parse("Fr 22:00-04:00; Sa 00:00-03:00")
    assert hours.on(date(2026, 10, 23)) == (Span(1320, 1680),)
    assert hours.on(date(2026, 10, 24)) == (Span(1440, 1620),)
    assert hours.on(date(2026, 10, 25)) == ()


@pytest.mark.parametrize(
    "nights",
    [
        ((),) * 6,
        ((Span(0, DAY),),) * 7,
        ((Span(1200, 1500), Span(1140, 1300)), *((),) * 6),
        ((Span(1140, 1200), Span(1200, 1300)), *((),) * 6),
    ],
)
def test_a_week_that_no_text_can_say_is_refused(nights: tuple[tuple[Span, ...], ...]) -> None:
    with pytest.raises(ValueError, match=r"seven nights|not the hours of one night"):
        WeeklyHours(nights)
