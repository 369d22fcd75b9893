#include "pages/html.h"

#include <algorithm>
#include <cmath>

#include "base/time_text.h"
#include "base/visible_text.h"
#include "pages/render.h"

namespace errwatch {

Html& Html::Text(std::string_view text) {
  out_ += EscapeHtml(text);
  return *this;
}

Html& Html::Number(uint64_t number) {
  out_ += FormatCount(number);
  return *this;
}

Html& Html::Code(std::string_view text) { return Markup("<code>").Text(text).Markup("</code>"); }

Html& Html::Small(std::string_view text) {
  return text.empty() ? *this : Markup("<small>").Text(text).Markup("</small>");
}

Html& Html::KeepLanguage() {
  if (!asked_) return *this;
  return Markup("&amp;lang=").Text(kLanguageTags[static_cast<std::size_t>(language_)]);
}

Html& Html::BeginCell(std::string_view column, std::string_view classes) {
  Markup("<td data-l=\"").Text(column).Markup("\"");
  if (!classes.empty()) Markup(" class=\"").Text(classes).Markup("\"");
  return Markup(">");
}

Html& Html::Head(std::string_view title, std::string_view classes) {
  Markup("<th scope=\"col\"");
  if (!classes.empty()) Markup(" class=\"").Text(classes).Markup("\"");
  return Markup(">").Text(title).Markup("</th>");
}

Html& Html::RowHead(PagePhrase column, std::string_view classes) {
  Markup("<th scope=\"row\" data-l=\"").Say(column).Markup("\"");
  if (!classes.empty()) Markup(" class=\"").Text(classes).Markup("\"");
  return Markup(">");
}

std::string Html::SpanText(Tick from, Tick to) const {
  std::string text;
  for (const char c : FormatSpan(from, to)) {
    if (c == 'd') {
      text += In("d");
    } else if (c == 'h') {
      text += In("h");
    } else if (c == 'm') {
      text += In("m");
    } else if (c == 's') {
      text += In("s");
    } else {
      text += c;
    }
  }
  return text;
}

Html& Html::Time(std::string_view phrase, Tick time) {
  const std::size_t place = phrase.find("{0}");
  Text(phrase.substr(0, place)).Markup("<time datetime=\"").Text(FormatTime(time)).Markup("\">");
  Text(FormatTimeShort(time)).Markup("</time>");
  return Text(phrase.substr(place + 3));
}

Html& Html::Remaining(Tick until, Tick now) {
  Markup("<b>").Text(SpanText(now, until)).Markup("</b><small>");
  return Time(In("until {0}"), until).Markup("</small>");
}

Html& Html::Moment(Tick time, Tick now) {
  if (time == Tick()) return *this;
  Time("{0}", time);
  if (time > now) return *this;
  return Small(Filled(In("{0} ago"), {SpanText(time, now)}));
}

Html& Html::Bar(double value, double capacity) {
  // Whole hundredths keep the attributes short; neither number is a client's.
  const double full = std::isfinite(capacity) && capacity > 0 ? capacity : 1;
  const double level = std::isfinite(value) ? std::clamp(value, 0.0, full) : 0;
  const auto hundredths = static_cast<uint64_t>(std::llround(level / full * 100));
  Markup("<meter min=\"0\" max=\"100\" low=\"50\" high=\"80\" optimum=\"0\" value=\"")
      .Text(std::to_string(hundredths))
      .Markup("\">");
  return Text(std::to_string(hundredths)).Markup("%</meter>");
}

Html& Html::Badge(std::string_view kind, std::string_view text) {
  return Markup("<b class=\"badge ").Text(kind).Markup("\">").Text(text).Markup("</b>");
}

void BeginSection(std::string_view id, std::string_view title, std::string_view remark, Html& page) {
  page.Markup("<section id=\"").Text(id).Markup("\" data-live=\"1\" aria-labelledby=\"").Text(id);
  page.Markup("-title\"><h2 id=\"").Text(id).Markup("-title\">").Text(title);
  if (!remark.empty()) page.Markup(" <small>").Text(remark).Markup("</small>");
  page.Markup("</h2>\n");
}

void BeginTable(std::string_view id, PagePhrase caption, std::initializer_list<Column> columns, Html& page) {
  page.Markup("<div class=\"wide\"><table class=\"sort stack\" id=\"").Text(id).Markup("\"><caption>");
  page.Say(caption).Markup("</caption><thead><tr>");
  for (const Column& column : columns) {
    page.Head(page.In(column.name), column.number ? "n" : "");
  }
  page.Markup("</tr></thead>\n<tbody>\n");
}

std::string PortsOf(const VhostRow& row) {
  std::string text;
  for (const uint16_t port : row.ports)
    text += (text.empty() ? "" : ", ") + (port == 0 ? std::string("*") : std::to_string(port));
  return text;
}

uint64_t CounterValue(const Snapshot& snapshot, std::string_view name) {
  const auto found = std::find_if(snapshot.counters.begin(), snapshot.counters.end(),
                                  [name](const CounterRow& row) { return row.name == name; });
  return found == snapshot.counters.end() ? 0 : found->value;
}

}  // namespace errwatch
