#include "cli/watch/layout.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/time_text.h"
#include "cli/output/terminal.h"
#include "cli/server/status.h"
#include "cli/watch/incident_line.h"

namespace errwatch::cli {
namespace {

constexpr int kHeaderRows = 2;
constexpr int kRowsWithIncidents = 16;  // of a screen: below, the list alone needs them

// A column of the list. Those that matter least go first where there is no room.
struct Column {
  const char* title;
  int columns;
  int matters;  // 0 always stays
  bool right;
  std::string (*text)(const Snapshot& snapshot, const ClientRow& row);
};

std::string Left(const Snapshot& snapshot, const ClientRow& row) {
  return row.blocked_until > snapshot.now ? FormatSpan(snapshot.now, row.blocked_until) : "";
}

std::string Share(const Snapshot&, const ClientRow& row) {
  const ScoreView* score = FullestBucket(row);
  return score == nullptr ? "" : std::to_string(std::lround(std::min(ShareOf(score), 99.0) * 100)) + "%";
}

std::string Reason(const Snapshot&, const ClientRow& row) {
  if (!row.reason.empty()) return Printable(row.reason);
  const ScoreView* score = FullestBucket(row);
  return score == nullptr ? "" : Printable(score->name);
}

std::string LastRule(const Snapshot& snapshot, const ClientRow& row) {
  if (row.last_rule == 0) return "";
  return std::to_string(row.last_rule) + " " + Printable(RuleNameOf(snapshot, row.last_rule), 80);
}

std::string LastSeen(const Snapshot& snapshot, const ClientRow& row) {
  return row.last_seen == Tick() ? "" : FormatSpan(row.last_seen, snapshot.now);
}

constexpr std::array kColumns = {
    Column{"client", 24, 0, false,
           [](const Snapshot&, const ClientRow& row) {
             return row.address.ToString() + (row.scope == kUsualScope ? "" : " " + Printable(row.scope));
           }},
    Column{"state", 16, 2, false, [](const Snapshot&, const ClientRow& row) { return StateOf(row); }},
    Column{"left", 8, 1, true, &Left},
    Column{"score", 6, 3, true, &Share},
    Column{"reason", 19, 4, false, &Reason},
    Column{"entries", 9, 6, true,
           [](const Snapshot&, const ClientRow& row) { return FormatCount(row.entries); }},
    Column{"denials", 9, 5, true,
           [](const Snapshot&, const ClientRow& row) { return FormatCount(row.denials); }},
    Column{"seen ago", 8, 7, true, &LastSeen},
    Column{"last rule", 28, 8, false, &LastRule},
};
constexpr int kNarrow = 60, kNarrowClient = 16, kNarrowState = 12;  // an IPv4 address, "blocked"

// The columns that fit, in their order; the last one gets what is left.
std::vector<Column> Fitting(int width) {
  std::vector<Column> columns(kColumns.begin(), kColumns.end());
  if (width < kNarrow) {
    columns[0].columns = kNarrowClient;
    columns[1].columns = kNarrowState;
  }
  const auto needed = [&] {
    int sum = -1;
    for (const Column& column : columns) sum += column.columns + 1;
    return sum;
  };
  while (columns.size() > 1 && needed() > width)
    columns.erase(std::ranges::max_element(columns, {}, &Column::matters));
  if (!columns.back().right) columns.back().columns += std::max(0, width - needed());
  return columns;
}

Style StyleOf(const ClientRow& row) {
  if (row.blocked) return Style::kRed;
  return row.detection_only || row.not_denied != NotDenied::kDoesNotApply ? Style::kAmber : Style::kPlain;
}

Style StyleOf(const IncidentRow& row) {
  const std::string_view colour = Info(row.kind).colour;
  return colour == "red"     ? Style::kRed
         : colour == "amber" ? Style::kAmber
         : colour == "green" ? Style::kGreen
                             : Style::kPlain;
}

std::string Rate(double rate) { return FormatScore(rate) + "/s"; }

class Layout {
 public:
  Layout(const WatchModel& model, ScreenSize size) : model_(model), size_(size) {}

  std::vector<ScreenText> Take() {
    Header();
    const int rows = static_cast<int>(RowsFor(model_, size_));
    if (model_.page() == Page::kList) {
      Clients(rows);
      Incidents();
    } else {
      Text(rows);
    }
    Footer();
    return std::move(spans_);
  }

 private:
  void Add(int row, int column, int columns, std::string text, Style style) {
    if (row < 0 || row >= size_.rows || columns <= 0) return;
    spans_.push_back({row, column, std::min(columns, size_.columns - column), std::move(text), style});
  }
  void Line(int row, std::string text, Style style) { Add(row, 0, size_.columns, std::move(text), style); }

  void Header() {
    const Snapshot& now = model_.snapshot();
    std::string mode;
    for (const ModeRow& row : now.modes) {
      if (const std::string said = TextOf(row); !said.empty()) mode += (mode.empty() ? "" : "; ") + said;
    }
    std::string first = FormatTimeShort(now.now) + " UTC  ";
    if (model_.paused()) first += "PAUSED  ";
    first += !mode.empty() ? Printable(mode) : now.modes.empty() ? "" : "ErrWatchEngine is On";
    Line(0, std::move(first), mode.empty() && !model_.paused() ? Style::kBold : Style::kAmber);
    std::string second = FormatCount(now.blocked_clients) + " blocked";
    if (model_.rates())
      second +=
          "; " + Rate(model_.rates()->entries) + " entries, " + Rate(model_.rates()->denials) + " denials";
    second += "; " + FormatCount(now.blocked_ranges, "range", "ranges") + " blocked, " +
              FormatCount(now.table_clients, "client", "clients");
    Line(1, std::move(second), Style::kPlain);
    // What is wrong stands where it is seen first.
    if (!model_.trouble().empty()) Line(1, Printable(model_.trouble()), Style::kRed);
  }

  void Clients(int rows) {
    const std::vector<Column> columns = Fitting(size_.columns);
    Line(kHeaderRows, "", Style::kTitle);
    Cells(kHeaderRows, columns, Style::kTitle,
          [](const Column& column) { return std::string(column.title); });
    const auto& listed = model_.listed();
    for (int i = 0; i < rows; ++i) {
      const std::size_t at = model_.first() + static_cast<std::size_t>(i);
      if (at >= listed.size()) break;
      const ClientRow& client = model_.snapshot().clients[listed[at]];
      const Style style = at == model_.selected() ? Style::kSelected : StyleOf(client);
      const int row = kHeaderRows + 1 + i;
      if (style == Style::kSelected) Line(row, "", style);
      Cells(row, columns, style,
            [&](const Column& column) { return column.text(model_.snapshot(), client); });
    }
    if (listed.empty())
      Line(kHeaderRows + 1,
           model_.order().filter.empty() ? "no client is known" : "no client fits the filter", Style::kDim);
  }

  template <typename F>
  void Cells(int row, const std::vector<Column>& columns, Style style, F&& text_of) {
    int at = 0;
    for (const Column& column : columns) {
      std::string text = text_of(column);
      const int length = static_cast<int>(text.size());  // numbers and times are ASCII
      const int indent = column.right ? std::max(0, column.columns - length) : 0;
      Add(row, at + indent, column.columns - indent, std::move(text), style);
      at += column.columns + 1;
    }
  }

  void Incidents() {
    const int title = kHeaderRows + 1 + static_cast<int>(RowsFor(model_, size_));
    if (size_.rows < kRowsWithIncidents) return;
    Line(title, "latest incidents", Style::kTitle);
    int row = title + 1;
    for (const IncidentRow& incident : model_.snapshot().incidents) {
      if (row >= size_.rows - 1) break;
      Line(row++, IncidentText(incident), StyleOf(incident));
    }
  }

  void Text(int rows) {
    Line(kHeaderRows, model_.page() == Page::kHelp ? "keys" : "client", Style::kTitle);
    for (int i = 0; i < rows; ++i) {
      const std::size_t at = model_.first() + static_cast<std::size_t>(i);
      if (at < model_.text().size()) Line(kHeaderRows + 1 + i, model_.text()[at], Style::kPlain);
    }
  }

  void Footer() {
    const int row = size_.rows - 1;
    const std::string filter = Printable(model_.order().filter);
    if (model_.prompt() == Prompt::kFilter) return Line(row, "filter: " + filter + "_", Style::kBold);
    if (model_.prompt() != Prompt::kNone) return Line(row, model_.Question() + " y/n", Style::kBold);
    if (!model_.said().empty()) return Line(row, Printable(model_.said()), Style::kBold);
    std::string keys = model_.page() == Page::kList ? "q quit  ? help" : "q quit  Esc back";
    if (model_.page() == Page::kList) {
      keys += "  s sort: " + std::string(kSortNames[static_cast<std::size_t>(model_.order().by)]);
      keys += filter.empty() ? "  / filter" : "  / filter: " + filter;
      keys += "  Enter details";
    }
    if (model_.page() != Page::kHelp) keys += "  b block  u unblock";
    Line(row, keys + "  p pause", Style::kDim);
  }

  const WatchModel& model_;
  ScreenSize size_;
  std::vector<ScreenText> spans_;
};

}  // namespace

std::size_t RowsFor(const WatchModel& model, ScreenSize size) {
  const int room = size.rows - kHeaderRows - 2;  // a title, and the line of keys
  const bool beside = model.page() == Page::kList && size.rows >= kRowsWithIncidents;
  return static_cast<std::size_t>(std::max(1, beside ? room - room / 3 : room));
}

std::vector<ScreenText> LayOut(const WatchModel& model, ScreenSize size) {
  return Layout(model, size).Take();
}

}  // namespace errwatch::cli
