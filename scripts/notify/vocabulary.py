"""Words of the module in both languages: its kinds of incidents and its categories. tests/notify holds them against the module's lists."""
from __future__ import annotations

KINDS = {
    "block": ("blocked", "ブロック"),
    "detection": ("over the limit, not denied", "制限値超過、拒否せず"),
    "server": ("trouble", "障害"),
    "widespread": ("caused by many clients at once", "多くのクライアントが同時に引き起こした"),
    "expired": ("no longer blocked", "ブロック期限切れ"),
    "blocked_by_hand": ("blocked by an administrator", "管理者がブロック"),
    "unblocked": ("let back in", "ブロックを解除"),
    "entry": ("seen", "検知"),
    "takeover": ("logged in where many attempts had failed", "多くの試行が失敗した後でログイン"),
    "false_crawler": ("not the crawler that it says", "名乗っているクローラーではない"),
    "range_block": ("blocked as a whole", "範囲全体をブロック"),
    "proxy": ("taken for a proxy", "プロキシと判断"),
    "allowed": ("allowed by an administrator", "管理者が許可"),
    "disallowed": ("no longer allowed", "許可の終了"),
    "imported": ("blocked from a list", "リストからブロック"),
    "anomaly": ("unlike what is usual here", "通常と異なる"),
}

CATEGORIES = {
    "sql_injection": ("SQL injection", "SQL インジェクション"),
    "xss": ("cross-site scripting", "クロスサイトスクリプティング"),
    "code_injection": ("command or code injection", "コマンドまたはコードのインジェクション"),
    "path_traversal": ("path traversal or file inclusion", "パストラバーサルまたはファイルインクルージョン"),
    "malware_upload": ("web shell or malicious upload", "Web シェルまたは悪意のあるアップロード"),
    "info_leak": ("leaked file, configuration or error text", "ファイル、設定、エラー内容の漏えい"),
    "bot_proxy": ("proxy abuse or unwanted bot", "プロキシの悪用または迷惑なボット"),
    "bad_method": ("illegal request method", "不正なリクエストメソッド"),
    "bad_request": ("malformed request", "不正な形式のリクエスト"),
    "auth_failure": ("failed authentication", "認証の失敗"),
    "resource_exhaustion": ("denial of service or exhausted resource", "サービス拒否またはリソースの枯渇"),
    "waf_alert": ("alert of a web application firewall", "Web アプリケーションファイアウォールの警告"),
    "vuln_scan": ("vulnerability scan", "脆弱性スキャン"),
    "unauthorized_access": ("access denied by configuration", "設定によるアクセス拒否"),
    "tls_error": ("TLS failure", "TLS の失敗"),
    "server_fault": ("fault of the server or of an application", "サーバーまたはアプリケーションの障害"),
    "anomaly": ("unusual behaviour", "通常と異なる振る舞い"),
    "any": ("several together", "複数の合計"),
}

# Where in a request evidence was found: as a whole, and a part of it that has a name (pages/place_text.cc).
PLACES = {
    "message": (("", ""), ("", "")),
    "uri": (("the path", "パス"), ("", "")),
    "args": (("the query", "クエリー"), ("the query's parameter", "クエリーのパラメーター")),
    "method": (("the method", "メソッド"), ("", "")),
    "agent": (("the header User-Agent", "User-Agent ヘッダー"), ("", "")),
    "referer": (("the header Referer", "Referer ヘッダー"), ("the header Referer, parameter", "Referer ヘッダーのパラメーター")),
    "host": (("the header Host", "Host ヘッダー"), ("", "")),
    "cookie": (("the cookies", "クッキー"), ("the cookie", "クッキー")),
    "headers": (("the headers", "ヘッダー"), ("the header", "ヘッダー")),
    "location": (("the answer's header Location", "応答の Location ヘッダー"), ("", "")),
    "authorization": (("the credentials", "認証情報"), ("", "")),
    "body": (("the body", "ボディー"), ("the body's field", "ボディーのフィールド")),
}

LANGUAGES = ("en", "ja")
OTHER = "other"


def word(table: dict[str, tuple[str, str]], name: str, language: str) -> str:
    """An unknown one is told as it is."""
    texts = table.get(name, ("other", "その他") if name == OTHER else None)
    return texts[LANGUAGES.index(language)] if texts else name


def place_text(place: str, name: str, language: str) -> str:
    """An unknown one is told as it is."""
    whole, part = PLACES.get(place, ((place, place), (place, place)))
    text = (part if name and part[0] else whole)[LANGUAGES.index(language)]
    return f"{text} {name}".strip() if name and (part[0] or not text) else text
