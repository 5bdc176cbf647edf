"""Calendar files as a library that others wrote understands and writes them (icalendar, from PyPI).

`read` tells what is in the file on the standard input. `write` makes a file, and tells when its event takes place by the
rules of another library (dateutil).
"""

import json
import sys
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from icalendar import Calendar, Event, vCalAddress, vRecur, vText


def utc(moment):
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def read():
    calendar = Calendar.from_ical(sys.stdin.buffer.read())
    events = []
    for event in calendar.walk("VEVENT"):
        assert not event.errors, event.errors
        events.append({
            "uid": str(event["UID"]),
            "summary": str(event["SUMMARY"]),
            "start": utc(event["DTSTART"].dt),
            "end": utc(event["DTEND"].dt),
            "stamp": utc(event["DTSTAMP"].dt),
            "status": str(event["STATUS"]),
            "categories": [str(word) for word in event["CATEGORIES"].cats],
            "description": str(event.get("DESCRIPTION", "")),
        })
    assert not calendar.errors, calendar.errors
    return {"version": str(calendar["VERSION"]), "events": events}


def write(rule, zone):
    zone = ZoneInfo(zone)
    start = datetime(2026, 11, 26, 9, 0, tzinfo=zone)
    event = Event()
    event.add("UID", "peer-1")
    event.add("SUMMARY", "Conceição d'Ávila; a \"primeira\", de Albuquerque e Vasconcelos Montenegro Figueiredo")
    event.add("DTSTART", start)
    event.add("DTEND", start + timedelta(minutes=30))
    event.add("DTSTAMP", datetime(2026, 11, 20, tzinfo=timezone.utc))
    event.add("RRULE", vRecur.from_ical(rule))
    attendee = vCalAddress("MAILTO:conceicao@example.com")
    attendee.params["CN"] = vText("Ávila: Conceição")
    event.add("ATTENDEE", attendee)
    calendar = Calendar()
    calendar.add("PRODID", "-//LeadSmart//peer//EN")
    calendar.add("VERSION", "2.0")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    # The agenda looks a year ahead, to the end of that day.
    until = datetime(2027, 11, 26, tzinfo=ZoneInfo("America/Sao_Paulo"))
    times = [utc(one) for one in rrulestr(rule, dtstart=start).between(start, until, inc=True)]
    return {"ics": calendar.to_ical().decode(), "times": times}


def main():
    answer = read() if sys.argv[1] == "read" else write(sys.argv[2], sys.argv[3])
    json.dump(answer, sys.stdout)


main()
