#include "pages/html_page.h"

#include "base/phrase.h"
#include "pages/content_security.h"
#include "pages/html_style.h"
#include "pages/status_script.h"

namespace errwatch {
namespace {

void AppendHead(const PageHead& head, Html& page) {
  // As in the header, for a page that was saved as a file.
  page.Markup("<!DOCTYPE html>\n<html lang=\"");
  page.Text(kLanguageTags[static_cast<std::size_t>(page.language())])
      .Markup(
          "\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta http-equiv=\"Content-Security-Policy\" content=\"");
  page.Text(ContentSecurityPolicyOfFile())
      .Markup(
          "\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
          "<meta name=\"robots\" content=\"noindex, nofollow\">\n<meta name=\"referrer\" "
          "content=\"no-referrer\">\n"
          "<link rel=\"icon\" href=\"data:,\">\n<title>");
  page.Text(head.title).Markup("</title>\n<style>").Markup(kStyleSheet).Markup("</style>\n</head>\n");
}

// The page as it is asked for, in each other language.
void AppendLanguages(const PageQuery& query, Html& page) {
  page.Markup("<p class=\"languages\">");
  for (std::size_t i = 0; i < kLanguageCount; ++i) {
    if (static_cast<Language>(i) == page.language()) continue;
    page.Markup("<a hreflang=\"").Text(kLanguageTags[i]).Markup("\" lang=\"").Text(kLanguageTags[i]);
    page.Markup("\" href=\"?").Text(QueryText(query, static_cast<Language>(i))).Markup("\">");
    page.Text(kLanguageNames[i]).Markup("</a>");
  }
  page.Markup("</p>\n");
}

// For the script, which shows it.
void AppendTools(const Snapshot& snapshot, Html& page) {
  page.Markup("<div id=\"tools\" role=\"search\" hidden=\"\">\n<label for=\"find\">").Say("Search");
  page.Markup(
      "</label> <input id=\"find\" type=\"search\" autocomplete=\"off\" spellcheck=\"false\" "
      "data-matches=\"");
  page.Say("{0} rows match").Markup("\">\n");
  if (snapshot.served) {
    page.Markup("<span id=\"live\" hidden=\"\"><label for=\"every\">").Say("Refresh");
    page.Markup("</label> <select id=\"every\">");
    struct Choice {
      std::string_view seconds;
      PagePhrase text;
    };
    constexpr Choice kChoices[] = {{"10", "every 10 s"},
                                   {"5", "every 5 s"},
                                   {"30", "every 30 s"},
                                   {"60", "every minute"},
                                   {"0", "never"}};
    for (const Choice& choice : kChoices)
      page.Markup("<option value=\"").Text(choice.seconds).Markup("\">").Say(choice.text).Markup("</option>");
    page.Markup("</select> <button type=\"button\" id=\"now\">").Say("Refresh now");
    page.Markup("</button> <small id=\"updated\" data-text=\"")
        .Say("updated {0} UTC")
        .Markup("\"></small></span>\n");
  }
  page.Markup("<p id=\"said\" role=\"status\" data-failed=\"");
  page.Say("The server did not answer: what is shown is old.").Markup("\"></p></div>\n");
}

}  // namespace

void BeginPage(const Snapshot& snapshot, const PageQuery& query, const PageHead& head,
               std::span<const PagePart> parts, Html& page) {
  AppendHead(head, page);
  page.Markup("<body>\n<a class=\"skip\" href=\"#main\">").Say("Skip to the content");
  page.Markup("</a>\n<div class=\"wrap\">\n<header>\n");
  if (snapshot.served) AppendLanguages(query, page);
  page.Markup("<h1>").Text(head.heading);
  page.Markup(" <small>").Text(head.remark).Markup("</small></h1>\n");
  AppendTools(snapshot, page);
  page.Markup("</header>\n");
  if (!parts.empty()) {
    page.Markup("<nav aria-label=\"").Say("Parts of this page").Markup("\">");
    for (const PagePart& part : parts)
      page.Markup("<a href=\"#").Text(part.id).Markup("\">").Say(part.name).Markup("</a>");
    page.Markup("</nav>\n");
  }
  page.Markup("<main id=\"main\">\n");
}

void EndPage(const Snapshot& snapshot, Html& page) {
  page.Markup("</main>\n");
  if (snapshot.served) {
    page.Markup("<footer><nav aria-label=\"").Say("Other forms").Markup("\"><a href=\"?json\">").Text("JSON");
    page.Markup("</a><a href=\"?prometheus\">").Text("Prometheus").Markup("</a><a href=\"?auto\">");
    page.Say("Key: value").Markup("</a></nav></footer>\n");
  }
  page.Markup("</div>\n<script>").Markup(kStatusScript).Markup("</script>\n</body>\n</html>\n");
}

}  // namespace errwatch
