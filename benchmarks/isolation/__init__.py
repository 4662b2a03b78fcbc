"""Whether any file of a unit's 反馈函 tells of another unit, and whether the number of workers changes a byte.

`planted` makes an evaluation of as many units as asked for, in whose every name, code and count stands a mark that no
other unit has; `python -m benchmarks.isolation` makes the letters of all with 1, 2 and 8 workers by the very function
that `invoke feedback` runs, compares them to the byte and searches every part of every file (`leaks`) for the marks of
others. `--leak` plants a leak on purpose: then the command must fail. The suite runs the same on a few units.
"""
