// Writing HTML: markup is given as literals, everything else goes through Text, which escapes it.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/language.h"
#include "base/phrase.h"
#include "pages/page_phrases.h"
#include "pages/snapshot.h"

namespace errwatch {

// Appends to a page. Each call returns the object, so that a row of a table reads as one statement.
class Html {
 public:
  Html() = default;
  // `asked`: the reader chose the language, so links keep it.
  explicit Html(Language language, bool asked = false) : language_(language), asked_(asked) {}

  Language language() const { return language_; }
  std::string_view In(PagePhrase phrase) const { return phrase.In(language_); }
  // Of a text from one of the program's lists.
  std::string_view OfList(std::string_view english) const { return InLanguage(english, language_); }

  // A string literal: text that did not come from the program's source does not compile.
  template <std::size_t N>
  Html& Markup(const char (&literal)[N]) {
    out_.append(literal, N - 1);
    return *this;
  }
  Html& Text(std::string_view text);
  Html& Say(PagePhrase phrase) { return Text(In(phrase)); }
  Html& Say(PagePhrase phrase, std::initializer_list<std::string_view> values) {
    return Text(Filled(In(phrase), values));
  }
  // In a link's query, behind another member.
  Html& KeepLanguage();
  Html& Number(uint64_t number);  // "1,234"
  Html& Code(std::string_view text);
  Html& Small(std::string_view text);  // nothing for an empty one
  // <td> with the column's name,
  // which is shown beside the value where a narrow screen turns rows into blocks.
  Html& Cell(PagePhrase column, std::string_view classes = {}) { return BeginCell(In(column), classes); }
  template <typename Name>
  requires(!std::is_array_v<Name>)  // a literal is a phrase
      Html& Cell(const Name& column, std::string_view classes = {}) {
    return BeginCell(column, classes);
  }
  Html& EndCell() { return Markup("</td>"); }
  // <th> of a column, and that which names its row.
  Html& Head(std::string_view title, std::string_view classes = {});
  Html& RowHead(PagePhrase column, std::string_view classes = {});
  Html& EndRowHead() { return Markup("</th>"); }
  // "3d 04h", in the page's language.
  std::string SpanText(Tick from, Tick to) const;
  // A time, with how long ago it was; nothing for Tick{0}.
  Html& Moment(Tick time, Tick now);
  // A later time, with how long that is from now.
  Html& Remaining(Tick until, Tick now);
  // A bar: <meter>, green up to half of the capacity and red from four fifths on.
  Html& Bar(double value, double capacity);
  // A short coloured word; `kind` is a class of the style sheet.
  Html& Badge(std::string_view kind, std::string_view text);

  std::string Take() { return std::move(out_); }

 private:
  Html& BeginCell(std::string_view column, std::string_view classes);
  // `phrase` with a time in the place of its {0}.
  Html& Time(std::string_view phrase, Tick time);

  std::string out_;
  Language language_ = Language::kEnglish;
  bool asked_ = false;
};

// Of a table; a name that begins with '#' is that of numbers.
struct Column {
  // Implicit, so that a literal is a column.
  consteval Column(const char* english)  // NOLINT(google-explicit-constructor)
      : name(*english == '#' ? english + 1 : english), number(*english == '#') {}
  PagePhrase name;
  bool number;
};

// <section> with its heading; the script keeps it up to date by its id.
void BeginSection(std::string_view id, std::string_view title, std::string_view remark, Html& page);
// A table with its caption, up to the first row of its body; the script sorts and searches it.
void BeginTable(std::string_view id, PagePhrase caption, std::initializer_list<Column> columns, Html& page);
inline void EndTable(Html& page) { page.Markup("</tbody></table></div>\n"); }

// Parts of the status page, in the order in which they stand on it.
void AppendSummary(const Snapshot& snapshot, Html& page);
void AppendTimelines(const Snapshot& snapshot, Html& page);
void AppendBlockedClients(const Snapshot& snapshot, Html& page);
void AppendOtherClients(const Snapshot& snapshot, Html& page);
void AppendAllowed(const Snapshot& snapshot, Html& page);  // nothing where nobody is
bool HasAnomalies(const Snapshot& snapshot);
void AppendAnomalies(const Snapshot& snapshot, Html& page);  // nothing where there are none
void AppendIncidents(const Snapshot& snapshot, Html& page);
void AppendTargets(const Snapshot& snapshot, Html& page);
void AppendRules(const Snapshot& snapshot, Html& page);
void AppendCategories(const Snapshot& snapshot, Html& page);
void AppendCoverage(const Snapshot& snapshot, Html& page);
void AppendLimits(const Snapshot& snapshot, Html& page);
void AppendEventLogs(const Snapshot& snapshot, Html& page);
void AppendShare(const Snapshot& snapshot, Html& page);
void AppendVhosts(const Snapshot& snapshot, Html& page);
void AppendCounters(const Snapshot& snapshot, Html& page);

// Of the page of one client: its stories.
void AppendStories(const Snapshot& snapshot, Html& page);
// Of the page and of that of one client.
void AppendClientCell(const Snapshot& snapshot, const ShownClient& client, bool is_range,
                      std::string_view scope, Html& page);
void AppendScores(const std::vector<ScoreView>& scores, Html& page);
// "rule 2101 union select"; nothing for 0.
void AppendRule(uint32_t id, std::string_view name, Html& page);
// The request, then where its evidence is, then the message.
void AppendEvidence(const IncidentRow& row, Html& page);
bool IsBlocked(const ClientRow& client);
// A list ended before all were shown.
void AppendMore(const Snapshot& snapshot, uint64_t more, Html& page);

// "80, 443"; "*" for all.
std::string PortsOf(const VhostRow& row);

// A counter's value by its name; 0 when the snapshot has no such counter.
uint64_t CounterValue(const Snapshot& snapshot, std::string_view name);

}  // namespace errwatch
