#include "pages/html_page.h"

#include "base/phrase.h"
#include "pages/content_security.h"
#include "pages/html_style.h"
#include "pages/status_script.h"

namespace errwatch {
namespace {

void AppendHead(const PageHead& head, Html& page) {
  // As in the header, for a page that was saved as a file.
  page.Markup(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"");
  page.Text(ContentSecurityPolicyOfFile())
      .Markup(
          "\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
          "<meta name=\"robots\" content=\"noindex, nofollow\">\n<meta name=\"referrer\" "
          "content=\"no-referrer\">\n"
          "<link rel=\"icon\" href=\"data:,\">\n<title>");
  page.Text(head.title).Markup("</title>\n<style>").Markup(kStyleSheet).Markup("</style>\n</head>\n");
}

// For the script, which shows it.
void AppendTools(const Snapshot& snapshot, Html& page) {
  page.Markup("<div id=\"tools\" role=\"search\" hidden=\"\">\n<label for=\"find\">").Text("Search");
  page.Markup(
      "</label> <input id=\"find\" type=\"search\" autocomplete=\"off\" spellcheck=\"false\" "
      "data-matches=\"");
  page.Text("{0} rows match").Markup("\">\n");
  if (snapshot.served) {
    page.Markup("<span id=\"live\" hidden=\"\"><label for=\"every\">").Text("Refresh");
    page.Markup("</label> <select id=\"every\">");
    struct Choice {
      std::string_view seconds, text;
    };
    constexpr Choice kChoices[] = {{"10", "every 10 s"},
                                   {"5", "every 5 s"},
                                   {"30", "every 30 s"},
                                   {"60", "every minute"},
                                   {"0", "never"}};
    for (const Choice& choice : kChoices)
      page.Markup("<option value=\"")
          .Text(choice.seconds)
          .Markup("\">")
          .Text(choice.text)
          .Markup("</option>");
    page.Markup("</select> <button type=\"button\" id=\"now\">").Text("Refresh now");
    page.Markup("</button> <small id=\"updated\" data-text=\"")
        .Text("updated {0} UTC")
        .Markup("\"></small></span>\n");
  }
  page.Markup("<p id=\"said\" role=\"status\" data-failed=\"");
  page.Text("The server did not answer: what is shown is old.").Markup("\"></p></div>\n");
}

}  // namespace

void BeginPage(const Snapshot& snapshot, const PageHead& head, std::span<const PagePart> parts, Html& page) {
  AppendHead(head, page);
  page.Markup("<body>\n<a class=\"skip\" href=\"#main\">").Text("Skip to the content");
  page.Markup("</a>\n<div class=\"wrap\">\n<header>\n<h1>").Text(head.heading);
  page.Markup(" <small>").Text(head.remark).Markup("</small></h1>\n");
  AppendTools(snapshot, page);
  page.Markup("</header>\n");
  if (!parts.empty()) {
    page.Markup("<nav aria-label=\"").Text("Parts of this page").Markup("\">");
    for (const PagePart& part : parts)
      page.Markup("<a href=\"#").Text(part.id).Markup("\">").Text(part.name).Markup("</a>");
    page.Markup("</nav>\n");
  }
  page.Markup("<main id=\"main\">\n");
}

void EndPage(const Snapshot& snapshot, Html& page) {
  page.Markup("</main>\n");
  if (snapshot.served) {
    page.Markup("<footer><nav aria-label=\"")
        .Text("Other forms")
        .Markup("\"><a href=\"?json\">")
        .Text("JSON");
    page.Markup("</a><a href=\"?prometheus\">").Text("Prometheus").Markup("</a><a href=\"?auto\">");
    page.Text("Key: value").Markup("</a></nav></footer>\n");
  }
  page.Markup("</div>\n<script>").Markup(kStatusScript).Markup("</script>\n</body>\n</html>\n");
}

}  // namespace errwatch
