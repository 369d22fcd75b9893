import re

PATTERNS = {"brute force": r"authentication failure", "denied": r"client denied"}
for line in open("error_log"):
    for name, pattern in PATTERNS.items():
        if re.search(pattern, line):
            client = re.findall(r"client ([\d.]+)", line)[-1:]
            print(name, *client)  # or a mail
