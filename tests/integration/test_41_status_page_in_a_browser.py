"""The status page as an operator has it open: in Chromium."""
import pytest

from harness.browser import Browser
from harness.client import Client

EVIL = ("/denied/<script>document.title='run'</script>\"'><img/src=x/onerror=document.title='run'>{{7*7}}${7*7}"
        "%E2%80%A8%E2%80%AE%3Csvg/onload=document.title='run'%3E")


@pytest.fixture(scope="class")
def browser(server):
    browser = Browser(f"http://127.0.0.1:{server.port}")
    yield browser
    browser.close()


class TestStatusPageInABrowser:
    @classmethod
    def configure(cls, config):
        config.errwatch("""
            ErrWatchLimit resource_exhaustion 3/10m
            ErrWatchLimit unauthorized_access 1/10m
        """)

    @pytest.fixture
    def blocked(self, client, log):
        log.expect("AH00128", count=3)
        log.expect_blocked(client)
        client.miss(3)
        assert client.get("/page.html").status == 403
        return client

    @pytest.fixture
    def page(self, browser, blocked):
        browser.size(1200, 900)
        browser.scheme("light")
        browser.complaints(), browser.requests()
        return browser.open()

    # Nothing is asked of anybody else, nothing that the policy forbids is tried, and the console is empty.
    def test_loads(self, server, page, blocked):
        assert page.run("return document.title;").endswith("mod_errwatch")
        assert blocked.address in page.run("return document.getElementById('blocked-table').textContent;")
        assert page.run("return document.querySelectorAll('figure.chart svg[role=img]').length;") >= 2
        asked = page.requests()
        assert page.complaints() == []
        assert asked and all(url.startswith((page.base, "data:")) for url in asked)

    def test_without_a_script(self, page, blocked):
        page.open("/errwatch-status?sort=entries", scripts=False)
        try:
            tree = page.tree()
            assert any(role == "rowheader" and blocked.address in name for role, name in tree)
            assert not any(role in ("searchbox", "button") for role, _ in tree)
            assert any(role == "link" and name == "last seen" for role, name in tree)
        finally:
            page.open()

    def test_keyboard(self, page, blocked):
        met = []
        for _ in range(60):
            page.press("Tab")
            met.append(page.focused())
            if met[-1][0] == "a" and met[-1][3] == f"?client={blocked.address}":
                break
        order = [next((i for i, met_one in enumerate(met) if is_it(met_one)), None) for is_it in (
            lambda e: e[3] == "#main", lambda e: e[1] == "find", lambda e: e[1] == "every", lambda e: e[1] == "now",
            lambda e: e[3] == "#blocked", lambda e: e[0] == "button" and e[2] == "Entries",
            lambda e: e[3] == f"?client={blocked.address}")]
        assert None not in order and order == sorted(order), met
        page.run("document.querySelector('#blocked-table th:nth-child(6) button').focus();")
        head = "document.querySelector('#blocked-table th:nth-child(6)').getAttribute('aria-sort')"
        page.press("Enter")
        assert page.run(f"return {head};") == "descending"
        page.press(" ")
        assert page.run(f"return {head};") == "ascending"
        # The focus is seen.
        assert page.run("return getComputedStyle(document.activeElement).outlineStyle;") != "none"

    def test_what_a_screen_reader_meets(self, page, blocked):
        tree = page.tree()
        roles = {role for role, _ in tree}
        assert {"banner", "main", "navigation", "search", "contentinfo", "heading", "table", "rowheader", "columnheader",
                "status", "region"} <= roles
        for role in ("link", "button", "searchbox", "combobox", "image", "table", "region", "navigation"):
            names = [name for found, name in tree if found == role]
            assert all(names), f"a {role} has no name"
        assert any(role in ("image", "img") and name.startswith("Entries and responses by category") for role, name in tree)
        assert ("table", "Clients and ranges with a block") in tree
        assert ("rowheader", blocked.address) in tree
        assert any(role == "region" and name.startswith("Blocked clients") for role, name in tree)

    @pytest.mark.parametrize("path", ["", "?client={}"])
    def test_narrow(self, page, blocked, path):
        page.size(400, 800)
        page.open("/errwatch-status" + path.format(blocked.address))
        assert page.overflow() <= 0
        page.size(320, 800)
        assert page.overflow() <= 0

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("path", ["", "?client={}"])
    def test_contrast(self, page, blocked, scheme, path):
        page.scheme(scheme)
        page.open("/errwatch-status" + path.format(blocked.address))
        assert page.faintest()[0] >= 4.5

    def test_print(self, page, blocked):
        page.scheme("dark")
        assert page.pdf().startswith(b"%PDF-")

    # What is new comes without the page being loaded again; whoever reads stays where they were.
    def test_refresh(self, server, page, blocked, log):
        page.run("window.stays = true; document.querySelector('#blocked-table th:nth-child(1) button').click();"
                 "document.querySelector('#blocked-table a').focus();")
        focus = page.focused()
        before = server.status.client(blocked.address)["denials"]
        assert blocked.get("/page.html").status == 403
        denied = (f"[...document.querySelectorAll('#blocked-table tbody tr')].find((row) => "
                  f"row.cells[0].textContent === '{blocked.address}')?.cells[4].textContent")
        assert page.run(f"return {denied};") == str(before)
        page.run("document.getElementById('now').click();")
        page.wait(f"{denied} === '{before + 1}'", "the row to be new")
        assert page.run("return window.stays;") is True
        assert page.focused() == focus
        assert page.run("return document.querySelector('#blocked-table th').getAttribute('aria-sort');") == "ascending"
        page.wait("document.getElementById('said').textContent.startsWith('updated ')", "it to be said")
        assert page.complaints() == []

    def test_refresh_by_itself(self, page, blocked):
        page.run("document.getElementById('every').value = '5';"
                 "document.getElementById('every').dispatchEvent(new Event('change'));")
        page.wait("document.getElementById('updated').textContent.startsWith('updated ')", "a refresh")

    def test_search(self, page, blocked):
        shown = "[...document.querySelectorAll('table.sort tbody tr')].filter((row) => !row.hidden).length"
        page.run("const find = document.getElementById('find'); find.value = arguments[0];"
                 "find.dispatchEvent(new Event('input'));", f"{blocked.address} RESOURCE")
        count = page.run(f"return {shown};")
        assert 1 <= count < 10
        assert page.run("return document.getElementById('said').textContent;") == f"{count} rows match"

    # In Japanese the script says what the server wrote for it; from page to page the language stays.
    def test_japanese(self, page, blocked):
        page.run("document.querySelector('a[hreflang=ja]').click();")
        page.wait("document.documentElement.lang === 'ja'", "the page in Japanese")
        page.run("const find = document.getElementById('find'); find.value = arguments[0];"
                 "find.dispatchEvent(new Event('input'));", f"{blocked.address} RESOURCE")
        assert page.run("return document.getElementById('said').textContent;").endswith(" 行が一致")
        page.run("document.getElementById('now').click();")
        page.wait("document.getElementById('updated').textContent.endsWith(' UTC に更新')", "a refresh")
        for width in (1200, 320):
            page.size(width, 900)
            assert page.overflow() <= 0
        assert page.faintest()[0] >= 4.5
        page.run(f"document.querySelector('a[href^=\"?client={blocked.address}\"]').click();")
        page.wait(f"document.title.startsWith('{blocked.address}')", "the client's page")
        text = page.run("return document.body.textContent;")
        assert "このクライアントがしたこと" in text and "成功したとわかっているものはありません。" in text
        page.run("document.querySelector('a[hreflang=en]').click();")
        page.wait("document.documentElement.lang === 'en' && document.body.textContent.includes('What it did')", "it in English")
        assert page.complaints() == []

    def test_one_client(self, page, blocked):
        page.run(f"document.querySelector('a[href=\"?client={blocked.address}\"]').click();")
        page.wait(f"document.title.startsWith('{blocked.address}')", "the client's page")
        text = page.run("return document.body.textContent;")
        assert f"errwatch unblock {blocked.address}" in text and f"/missing/{blocked.address}/2" in text
        kinds = "[...document.querySelectorAll('#story-table-0 tbody tr')].map((row) => row.cells[1].textContent.split(' ')[0])"
        assert page.run(f"return {kinds};") == ["counted"] * 3 + ["blocked", "requests"]
        assert page.complaints() == []

    def test_hostile(self, server, page, log):
        attacker = server.client()
        log.expect("AH01630", count=1)
        log.expect_blocked(attacker)
        attacker.get(EVIL)
        attacker.get("/page.html")
        page.open()
        page.run("document.getElementById('now').click();")
        page.wait("document.getElementById('said').textContent.startsWith('updated ')", "a refresh")
        assert "run" != page.run("return document.title;")
        assert page.run("return document.querySelectorAll('img, iframe, object, svg svg, main script').length;") == 0
        text = page.run("return document.getElementById('incidents').textContent;")
        assert "<script>document.title='run'</script>" in text and "{{7*7}}${7*7}" in text
        assert "\u202e" not in text and "\u2028" not in text
        assert page.complaints() == []
        page.open("/errwatch-status?client=%3Cscript%3Edocument.title='run'%3C/script%3E%22%27%3E")
        assert page.run("return document.title;") != "run"
        assert ["status of 400" in complaint for complaint in page.complaints()] == [True]
        assert all(url.startswith((page.base, "data:")) for url in page.requests())
        assert "'unsafe" not in Client(server.port, "127.0.0.1").get("/errwatch-status").headers["Content-Security-Policy"]
