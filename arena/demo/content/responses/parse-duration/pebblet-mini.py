def parse_duration(text):
    hours = 0
    minutes = 0
    seconds = 0
    if "h" in text:
        parts = text.split("h")
        hours = int(parts[0])
        text = parts[1]
    if "m" in text:
        parts = text.split("m")
        minutes = int(parts[0])
        text = parts[1]
    if "s" in text:
        parts = text.split("s")
        seconds = int(parts[0])
    # now calculate the seconds
    return hours * 3600 + minutes * 60 + seconds


print(parse_duration("1h30m"))  # 5400
print(parse_duration("45s"))  # 45
# I think days are not needed but you can add them the same way!
