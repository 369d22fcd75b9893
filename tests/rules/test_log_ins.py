"""Log-in forms, replayed with the shipped limits: who guesses is blocked, who mistypes or works with the application is not."""
import json
import subprocess

import pytest

import check_samples as samples

ERRWATCH = samples.program()
pytestmark = pytest.mark.skipif(ERRWATCH is None, reason="no errwatch: build it, or set ERRWATCH")

BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", "Accept-Language": "de",
           "Accept": "text/html,application/xhtml+xml", "Content-Type": "application/x-www-form-urlencoded", "Host": "www.example.org",
           "Referer": "https://www.example.org/"}
TOOL = {"User-Agent": "python-requests/2.31", "Accept": "*/*", "Content-Type": "application/x-www-form-urlencoded", "Host": "www.example.org"}


def blocked_after(requests, seconds=1.0):
    """Of requests of one client, `seconds` apart: how many there were when it was blocked; None = it was not."""
    lines = []
    for number, request in enumerate(requests):
        at = 36000 + number * seconds
        time = f"2026-11-22T{int(at // 3600):02d}:{int(at // 60 % 60):02d}:{at % 60:06.3f}Z"
        lines.append(json.dumps({"client": "192.0.2.7", "time": time, **request}))
    run = subprocess.run([ERRWATCH, "scan", "-q", "--config", str(samples.RULES), "--input", "jsonl", "--format", "jsonl", "-"],
                         input="\n".join(lines) + "\n", capture_output=True, text=True, check=False)
    rows = [json.loads(line) for line in run.stdout.splitlines()]
    assert any(row["type"] == "summary" for row in rows), run.stderr
    return min((row["evidence"][-1]["line"] for row in rows if row["type"] == "block"), default=None)


def post(uri, status, headers=None, **more):
    return {"method": "POST", "uri": uri, "status": status, "headers": headers or BROWSER, **more}


# Application: what it answers to a wrong and to the right password.
FORMS = {
    "wordpress": (("/wp-login.php", 200, {}), ("/wp-login.php", 302, {"location": "/wp-admin/"})),
    "joomla": (("/administrator/index.php", 200, {}), ("/administrator/index.php", 303, {"location": "/administrator/index.php?x"})),
    "phpmyadmin": (("/phpmyadmin/index.php?route=/", 200, {}), ("/phpmyadmin/index.php?route=/", 302, {"location": "/phpmyadmin/index.php?route=/&db="})),
    "nextcloud": (("/login", 303, {"location": "/login?user=eve&direct=1"}), ("/login", 303, {"location": "/apps/dashboard/"})),
    "drupal": (("/user/login", 200, {}), ("/user/login", 303, {"location": "/user/1"})),
    "generic": (("/account/login.php", 200, {}), ("/account/login.php", 302, {"location": "/account"})),
    "api": (("/api/login", 401, {}), ("/api/login", 200, {})),
}


@pytest.mark.parametrize("headers", [BROWSER, TOOL], ids=["browser", "tool"])
@pytest.mark.parametrize("name", FORMS)
def test_guesser(name, headers):
    uri, status, more = FORMS[name][0]
    assert blocked_after([post(uri, status, headers, **more)] * 40) == 8


@pytest.mark.parametrize("name", FORMS)
def test_who_mistypes_five_times(name):
    (uri, wrong, more), (_, right, location) = FORMS[name]
    visit = [post(uri, wrong, **more)] * 5 + [post(uri, right, **location)]
    assert blocked_after(visit, seconds=10) is None


@pytest.mark.parametrize("name", sorted(set(FORMS) - {"api"}))
def test_class_behind_one_address(name):
    """Thirty pupils within three minutes; every third mistypes."""
    (uri, wrong, more), (_, right, location) = FORMS[name]
    if location.get("location", "").startswith(uri.split("?")[0]):
        pytest.skip("its success cannot be told from a failure by where it leads")
    visits = []
    for pupil in range(30):
        visits += [post(uri, wrong, **more)] * (pupil % 3 == 0) + [post(uri, right, **location)]
    assert blocked_after(visits, seconds=4) is None


# What applications do in daily work, at a brisk pace.
JOOMLA = {**BROWSER, "Referer": "https://www.example.org/administrator/index.php?option=com_content&view=articles"}
PHPMYADMIN = {**BROWSER, "X-Requested-With": "XMLHttpRequest", "Cookie": "pma_lang=de; pmaUser-1=abc; pmaAuth-1=def"}
PLAIN_FETCH = {**BROWSER, "Accept": "*/*"}
NAVIGATING = {**BROWSER, "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": "same-origin", "Sec-Fetch-User": "?1"}
DAILY = {
    "editor of Joomla filters lists": (post("/administrator/index.php?option=com_content&view=articles", 200, JOOMLA), 60, 1),
    "queries in phpMyAdmin": (post("/phpmyadmin/index.php?route=/sql&server=1", 200, PHPMYADMIN), 60, 1),
    "parts of a page of phpMyAdmin": (post("/phpmyadmin/index.php?route=/&ajax_request=1", 200, PHPMYADMIN), 60, 1),
    "Jetpack": (post("/xmlrpc.php?for=jetpack&token=a", 200, {"User-Agent": "Jetpack by WordPress.com"}), 60, 12),
    "mobile application of WordPress, opened": (post("/xmlrpc.php", 200, {"User-Agent": "wp-android/24.1"}), 25, 1),
    "pages that log in by script, a class": (post("/login", 200, {**BROWSER, "X-Requested-With": "XMLHttpRequest"}), 30, 5),
    "the same on plain http, by fetch": (post("/login", 200, PLAIN_FETCH), 30, 5),
    "log-ins that always redirect, a class": (post("/login", 302, location="/login"), 60, 2),
    "a list of a log-in page, by a browser that fetches nothing": (post("/Account/Login.aspx", 200, NAVIGATING), 9, 3),
    "the same, slowly": (post("/Account/Login.aspx", 200, NAVIGATING), 20, 40),
    "the same without a password, looked at": (post("/Account/Login.aspx", 200, body="__EVENTTARGET=lang&ctl00%24lang=de"), 60, 1),
    "first step of a log-in, looked at": (post("/checkout/login", 200, body="email=a%40example.org"), 60, 1),
    "blog editor": (post("/xmlrpc.php", 200, {"User-Agent": "MarsEdit/5.1 (Macintosh)"}), 25, 4),
    "pingbacks of a busy site": (post("/xmlrpc.php", 200, {"User-Agent": "WordPress/6.4; https://blog.example"}), 25, 5),
    "pingbacks": (post("/xmlrpc.php", 200, {"User-Agent": "WordPress/6.4; https://blog.example"}), 5, 1),
    "password-protected pages of WordPress": (post("/wp-login.php?action=postpass", 302, location="/page/"), 60, 1),
}


@pytest.mark.parametrize("name", DAILY)
def test_daily_work(name):
    request, count, seconds = DAILY[name]
    assert blocked_after([request] * count, seconds) is None


def get(uri):
    return {"method": "GET", "uri": uri, "status": 200, "headers": {**BROWSER, "Sec-Fetch-Site": "same-origin"}}


# The form as it is shown the first time.
LOG_IN_PAGE = [get(uri) for uri in ("/Account/Login.aspx", "/style.css", "/script.js", "/logo.png", "/flag.svg", "/WebResource.axd?d=1")]


@pytest.mark.parametrize("seconds", [1, 3, 50])
@pytest.mark.parametrize("parts", [3, 6])
def test_lists_of_a_log_in_page(parts, seconds):
    """Language, country, the second step: twelve times the form again, of which the browser had the parts from then on."""
    assert blocked_after(LOG_IN_PAGE[:1 + parts] + [post("/Account/Login.aspx", 200, NAVIGATING)] * 12, seconds) is None


def test_lists_of_a_log_in_page_whose_parts_are_fetched():
    assert blocked_after((LOG_IN_PAGE[1:3] + [post("/Account/Login.aspx", 200, NAVIGATING)]) * 20, 1) is None


def test_class_behind_one_address_whose_log_in_has_two_steps():
    step = post("/login", 200, NAVIGATING)
    right = post("/login", 302, NAVIGATING, location="/home")
    assert blocked_after((LOG_IN_PAGE + [step, right]) * 30, 0.7) is None


def test_guesser_who_calls_himself_a_browser():
    guess = post("/login", 200, NAVIGATING)
    assert 10 <= blocked_after([guess] * 60) <= 12
    assert blocked_after(LOG_IN_PAGE + [guess] * 60) <= len(LOG_IN_PAGE) + 24
    # Who fetches the form for each guess is a visitor by all that is known of him.
    assert blocked_after([LOG_IN_PAGE[0], guess] * 60) <= 2 * 40


def test_guesser_whose_body_is_looked_at():
    guesses = [post("/login", 200, body=f"user=admin&password={number}") for number in range(40)]
    assert blocked_after(guesses) == 8
    assert blocked_after([post("/login", 200, body=f"user=a&%70assword={number}") for number in range(40)]) == 8


def test_xml_rpc_guesser():
    assert blocked_after([post("/xmlrpc.php", 200, TOOL)] * 40) == 8
    assert blocked_after([post("/xmlrpc.php", 200, BROWSER)] * 40) == 8
    assert blocked_after([post("/xmlrpc.php", 200, {"User-Agent": "MarsEdit/5.1"})] * 80) <= 40
    assert blocked_after([post("/xmlrpc.php", 200, {"User-Agent": "wp-android/24.1"})] * 80) <= 40


@pytest.mark.parametrize("path", ["/wp-login.php", "/xmlrpc.php", "/phpmyadmin/index.php", "/administrator/index.php", "/login.php"])
def test_guesser_behind_the_name(path):
    assert blocked_after([post(f"{path}/{number}", 200) for number in range(40)]) == 8


@pytest.mark.parametrize("uri", ["/administrator/index.php?option=com_content", "/phpmyadmin/index.php?route=/sql", "/pma/?ajax_request=1"])
def test_guesser_with_a_query(uri):
    assert 30 <= blocked_after([post(uri, 200)] * 60) <= 40


@pytest.mark.parametrize("action", ["postpass", "%70ostpass", "lostpassword"])
def test_form_that_everybody_passes(action):
    """Passing it forgives nothing of another form of the same script."""
    passed = post(f"/wp-login.php?action={action}", 302, location="/page/")
    assert blocked_after([post("/wp-login.php", 200), passed] * 20) == 15


def test_who_mistypes_on_plain_http():
    """Without Referer and Origin, as some browsers are set."""
    browser = {name: value for name, value in BROWSER.items() if name != "Referer"}
    wrong, right = post("/wp-login.php", 200, browser), post("/wp-login.php", 302, browser, location="/wp-admin/")
    assert blocked_after([*[wrong] * 4, right, *[wrong] * 4, right]) is None
    assert blocked_after([wrong] * 9) == 8


def test_guesser_with_an_account():
    """Three guesses, one log-in of his own, and so on."""
    own = post("/wp-login.php", 302, location="/wp-admin/")
    assert blocked_after(([post("/wp-login.php", 200)] * 3 + [own]) * 20) <= 40


def test_program_that_logs_in_each_time():
    """At an address where log-ins by script are counted as load: its password costs nothing beside."""
    right = {"method": "POST", "uri": "/api/login", "status": 200, "headers": {**TOOL, "Content-Type": "application/json"},
             "body": '{"user":"ci","password":"x"}'}
    assert blocked_after([right] * 25) is None


def test_passwords_in_bodies():
    def guess(number):
        return {"method": "POST", "uri": "/account/enter", "status": 422, "headers": {**TOOL, "Content-Type": "application/x-www-form-urlencoded"},
                "body": f"user=a&password={number}"}

    assert 12 <= blocked_after([guess(number) for number in range(60)]) <= 24
    assert blocked_after([guess(1)] * 300) is None


def test_credentials_refused_by_a_backend():
    def get(number):
        return {"method": "GET", "uri": "/api", "status": 401, "headers": {**TOOL, "Authorization": f"Basic {number}"}}

    assert blocked_after([get(number) for number in range(300)]) <= 12  # of new ones few bits are remembered
    assert blocked_after([get(1)] * 300) is None
    assert blocked_after([{"method": "GET", "uri": "/api", "status": 401, "headers": BROWSER}] * 300) is None
