"""Vietnam's time: days of receipt, of deadlines and of reports are days there, wherever the machine stands."""

from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
