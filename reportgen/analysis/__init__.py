"""Statistics of the quarterly analysis (4.2 d): pure functions on exact numbers that know nothing of documents.

decomposition  what made a count or a rate change: volume, mix and rate effects that add up exactly
robust         median, median absolute deviation, values that stand out from the others
seasonal       what a month usually is, from the same season of earlier years
change_point   where a series went over to another level, by a rank test
intervals      how sure a rate is: Wilson's interval
forecast       the next quarter, with a range from errors made on the past
"""
