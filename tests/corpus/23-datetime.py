from datetime import date, datetime, time, timedelta, timezone
import calendar

birthday = date(2012, 2, 29)
print(birthday, birthday.strftime("%d.%m.%Y %A %j"), birthday.weekday(), birthday + timedelta(days=366))
moment = datetime(2026, 11, 22, 13, 5, 9)
print(moment.isoformat(), f"{moment:%H:%M}", moment - timedelta(hours=14), moment.replace(year=2000))
print(datetime.strptime("24/12/2026 18:00", "%d/%m/%Y %H:%M"), (date(2026, 12, 24) - date(2026, 11, 22)).days)
print(datetime(1970, 1, 2, tzinfo=timezone.utc).timestamp(), datetime.fromtimestamp(0, timezone.utc))
print(timedelta(minutes=135), timedelta(days=1, hours=2).total_seconds(), time(7, 30) < time(12))
print(calendar.isleap(2100), calendar.monthrange(2026, 2))
print(calendar.month(2026, 2))
print(date(2023, 2, 29))
