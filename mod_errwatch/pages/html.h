// Writing HTML: markup is given as literals, everything else goes through Text, which escapes it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "pages/snapshot.h"

namespace errwatch {

// Appends to a page. Each call returns the object, so that a row of a table reads as one statement.
class Html {
 public:
  // A string literal: text that did not come from the program's source does not compile.
  template <std::size_t N>
  Html& Markup(const char (&literal)[N]) {
    out_.append(literal, N - 1);
    return *this;
  }
  Html& Text(std::string_view text);
  Html& Number(uint64_t number);  // "1,234"
  Html& Code(std::string_view text);
  // <td> with the column's name,
  // which is shown beside the value where a narrow screen turns rows into blocks.
  Html& Cell(std::string_view column, std::string_view classes = {});
  Html& EndCell() { return Markup("</td>"); }
  // A time, with how long ago it was; nothing for Tick{0}.
  Html& Moment(Tick time, Tick now);
  // A bar: <meter>, green up to half of the capacity and red from four fifths on.
  Html& Bar(double value, double capacity);
  // A short coloured word; `kind` is a class of the style sheet.
  Html& Badge(std::string_view kind, std::string_view text);

  std::string Take() { return std::move(out_); }

 private:
  std::string out_;
};

// Parts of the status page, in the order in which they stand on it.
void AppendSummary(const Snapshot& snapshot, Html& page);
void AppendBlockedClients(const Snapshot& snapshot, Html& page);
void AppendOtherClients(const Snapshot& snapshot, Html& page);
void AppendIncidents(const Snapshot& snapshot, Html& page);
void AppendRules(const Snapshot& snapshot, Html& page);
void AppendCategories(const Snapshot& snapshot, Html& page);
void AppendCoverage(const Snapshot& snapshot, Html& page);
void AppendLimits(const Snapshot& snapshot, Html& page);
void AppendVhosts(const Snapshot& snapshot, Html& page);
void AppendCounters(const Snapshot& snapshot, Html& page);

// A counter's value by its name; 0 when the snapshot has no such counter.
uint64_t CounterValue(const Snapshot& snapshot, std::string_view name);

}  // namespace errwatch
