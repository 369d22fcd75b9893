"""What people do on sites of their own, in forms and editors that take code and files: nobody is blocked, and who only says so is."""
import pytest

import check_samples as samples
from test_written_texts import BOUNDARY, BROWSER, blocked, part, request

pytestmark = pytest.mark.skipif(samples.program() is None, reason="no errwatch: build it, or set ERRWATCH")

TOOL = {"Host": "www.example.org", "User-Agent": "python-requests/2.31", "Accept": "*/*"}
FORM = {**BROWSER, "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
DAV = {"Host": "www.example.org", "User-Agent": "gvfs/1.50", "Accept": "*/*"}
NO_METADATA = {name: value for name, value in BROWSER.items() if not name.startswith("Sec-")}

SNIPPETS = [
    "$(document).ready(function () {\n  $('#menu').on('click', function () { eval('x'); });\n});",
    "Hello, what is wrong here?\n<?php\n$id = $_GET['id'];\nmysql_query(\"SELECT * FROM a WHERE b = '$id' OR 1=1\");\nsystem('ls');\n?>",
    "`rm -rf node_modules && npm install` did not help, and neither did\n\ncat /etc/os-release; uname -a\n",
    "import os\nos.system('clear')\nprint(eval('1+1'))\n",
]
PAGE = ("<h2>Map</h2><iframe src=\"https://maps.example.org/?q=1\" width=\"600\" height=\"450\"></iframe>"
        "<script>var a = document.cookie; setTimeout(function () { alert(a); }, 100);</script>"
        "<p>Where ${jndi:ldap://x} stands in logs, and {{7*7}} in templates</p>")


def pages(headers, count=5):
    return [(i, {"method": "GET", "uri": f"/page{i}", "status": 200, "headers": headers}) for i in range(count)]


def file_form(name, uri="/admin/plugins/upload", headers=FORM, content="<?php\n// plug-in\n"):
    body = part("_token", "x") + part("file", content, f'; filename="{name}"') + f"--{BOUNDARY}--\r\n"
    return {"method": "POST", "uri": uri, "status": 302, "headers": {**headers, "Content-Type": "multipart/form-data; boundary=" + BOUNDARY}, "body": body}


def sent_as_it_is(name, header, headers=BROWSER, uri="/api/media", method="POST", status=201, **more):
    return {"method": method, "uri": uri, "status": status, "headers": {**headers, "Content-Type": "application/octet-stream", **header}, "body": "<?php\n",
            **more}


@pytest.mark.parametrize("headers", [BROWSER, FORM, NO_METADATA], ids=["call", "form", "old browser"])
@pytest.mark.parametrize("place", ["form", "json", "multipart"])
@pytest.mark.parametrize("name", ["message", "code", "content"])
def test_three_snippets_in_a_forum(place, name, headers):
    """Nothing is known of him but these."""
    assert not blocked({"user": [(i * 60, request(place, name, snippet, headers)) for i, snippet in enumerate(SNIPPETS)]})


@pytest.mark.parametrize("seconds", [5, 60])
@pytest.mark.parametrize("place", ["form", "json", "multipart"])
def test_editor_that_saves_by_itself(place, seconds):
    """The same piece of a page, a word longer each time, for an hour; the page fetches nothing else."""
    saves = [(60 + i * seconds, request(place, "content", PAGE + "<p>" + "word " * i + "</p>", BROWSER)) for i in range(3600 // seconds)]
    assert not blocked({"editor": saves})


def names(count):
    return [f"plugin-{'abcdefghij'[i]}.php" for i in range(count)]


UPLOADS = {
    "form": lambda: [file_form(name) for name in names(5)],
    "form of an old browser": lambda: [file_form(name, headers=NO_METADATA) for name in names(5)],
    "header of a script": lambda: [sent_as_it_is(name, {"X-File-Name": name}) for name in names(5)],
    "media of an API": lambda: [sent_as_it_is(name, {"Content-Disposition": f'attachment; filename="{name}"'}) for name in names(5)],
    "WebDAV, logged in": lambda: [sent_as_it_is(name, {}, DAV, f"/dav/{name}", "PUT", user="anna") for name in names(5)],
    "API, logged in": lambda: [sent_as_it_is(name, {"Content-Disposition": f'attachment; filename="{name}"'}, DAV, user="anna") for name in names(5)],
}


@pytest.mark.parametrize("name", UPLOADS)
def test_webmaster_uploads_scripts(name):
    headers = DAV if "logged in" in name else BROWSER
    assert not blocked({name: pages(headers) + [(60 + i * 20, upload) for i, upload in enumerate(UPLOADS[name]())]})


def test_who_uploads_scripts_from_nowhere():
    tries = {"form": [file_form(name, headers=TOOL) for name in names(4)],
             "header": [sent_as_it_is(name, {"X-File-Name": name}, TOOL) for name in names(4)],
             "refused": [sent_as_it_is(name, {}, DAV, f"/dav/{name}", "PUT", 403) for name in names(4)]}
    assert blocked({name: list(enumerate(uploads)) for name, uploads in tries.items()}) == sorted(tries)


def test_who_says_he_is_a_page_of_this_site():
    """At one place after another, and at one place again and again."""
    attack = "1' union select {},user from users-- -"
    places = [{**request("json", "id", attack.format(i), BROWSER), "uri": f"/api/{'abcdefghijklmnopqrst'[i]}/save"} for i in range(20)]
    same = [request("json", "id", attack.format(i), BROWSER) for i in range(80)]
    assert blocked({"places": list(enumerate(places)), "same": list(enumerate(same))}) == ["places", "same"]


