#include "cli/watch/model.h"

#include <algorithm>

#include "base/utf8.h"
#include "cli/output/terminal.h"
#include "cli/server/block_target.h"
#include "cli/server/one_client.h"
#include "cli/story/story_text.h"

namespace errwatch::cli {
namespace {

constexpr std::size_t kMostFilterBytes = 64;

std::vector<std::string> LinesOf(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

std::size_t Moved(std::size_t from, int64_t by, std::size_t last) {
  const int64_t to = static_cast<int64_t>(from) + by;
  return static_cast<std::size_t>(std::clamp<int64_t>(to, 0, static_cast<int64_t>(last)));
}

}  // namespace

const std::vector<std::string>& WatchHelp() {
  static const std::vector<std::string> lines = {
      "arrows, j k, PgUp PgDn, Home End   move",
      "Enter   what the client did, from first to last; Esc back",
      "s       sort by the next column, r the other way round",
      "/ or f  show only what contains a text: address, scope, state, reason, rule; Esc shows all",
      "b       block the client, u let it back in; both ask first",
      "p       pause, and go on",
      "q       quit",
  };
  return lines;
}

void WatchModel::Show(const Snapshot& snapshot, const std::optional<Rates>& rates,
                      const std::string& trouble) {
  if (paused_) return;
  snapshot_ = snapshot;
  rates_ = rates;
  trouble_ = trouble;
  List();
  if (page_ == Page::kClient) RefreshText();
}

// Whoever was selected stays so, wherever it is now.
void WatchModel::List() {
  listed_ = Listed(snapshot_, order_);
  const auto found = std::ranges::find_if(listed_, [&](std::size_t i) {
    const ClientRow& row = snapshot_.clients[i];
    return row.address.ToString() == address_ && row.scope == scope_;
  });
  selected_ = found != listed_.end() ? static_cast<std::size_t>(found - listed_.begin())
                                     : std::min(selected_, listed_.empty() ? 0 : listed_.size() - 1);
  KeepInSight();
}

void WatchModel::SetRows(std::size_t rows) {
  rows_ = std::max<std::size_t>(rows, 1);
  KeepInSight();
}

void WatchModel::KeepInSight() {
  if (page_ != Page::kList) {
    first_ = std::min(first_, text_.size() - std::min(rows_, text_.size()));
    return;
  }
  first_ = std::min(first_, selected_);
  if (selected_ >= first_ + rows_) first_ = selected_ - rows_ + 1;
}

const ClientRow* WatchModel::Chosen() const {
  return selected_ < listed_.size() ? &snapshot_.clients[listed_[selected_]] : nullptr;
}

void WatchModel::Move(int64_t by) {
  if (listed_.empty()) return;
  selected_ = Moved(selected_, by, listed_.size() - 1);
  address_ = Chosen()->address.ToString();
  scope_ = Chosen()->scope;
  KeepInSight();
}

void WatchModel::Scroll(int64_t by) {
  first_ = Moved(first_, by, text_.size() - std::min(rows_, text_.size()));
}

// As `errwatch clients ADDRESS` shows it, and then as `errwatch story ADDRESS` tells it.
void WatchModel::RefreshText() {
  const auto target =
      ParseBlockTarget(address_, Chosen() != nullptr ? Chosen()->address.prefix : ClientPrefix{});
  if (!target) return;
  Snapshot one = snapshot_;
  KeepOnly(target.value(), one);
  // Its story has the incidents.
  if (!stories_.empty()) one.incidents.clear();
  std::string text = OneClientText(one, false);
  if (!stories_.empty())
    text += (text.empty() ? "" : "\n") + StoryText(stories_, one.clients, one.now, false);
  text_ = LinesOf(text);
  if (text_.empty()) text_ = {Printable(address_) + " is not known any more"};
  KeepInSight();
}

void WatchModel::OpenClient() {
  Move(0);
  if (Chosen() == nullptr) return;
  page_ = Page::kClient;
  first_ = 0;
  stories_.clear();
  RefreshText();
}

void WatchModel::Tell(std::vector<StoryRows> stories) {
  if (page_ != Page::kClient || paused_) return;
  stories_ = std::move(stories);
  RefreshText();
}

void WatchModel::Ask(Prompt prompt) {
  if (page_ == Page::kList) Move(0);
  if (page_ != Page::kHelp && !address_.empty()) prompt_ = prompt;
}

std::string WatchModel::Question() const {
  const std::string who =
      Printable(address_) + (scope_ == kUsualScope ? "" : " in scope " + Printable(scope_));
  if (prompt_ == Prompt::kBlock) return "Block " + who + " for 1h?";
  if (prompt_ == Prompt::kUnblock) return "Let " + Printable(address_) + " back in, in every scope?";
  return "";
}

void WatchModel::Sort() {
  const auto next = (static_cast<std::size_t>(order_.by) + 1) % kSortNames.size();
  order_.by = static_cast<SortBy>(next);
  order_.reversed = false;
  List();
}

void WatchModel::PressInFilter(const Key& key) {
  if (key.kind == KeyKind::kText && order_.filter.size() + key.text.size() <= kMostFilterBytes) {
    order_.filter += key.text;
  } else if (key.kind == KeyKind::kErase && !order_.filter.empty()) {
    while (order_.filter.size() > 1 && IsUtf8Continuation(order_.filter.back())) order_.filter.pop_back();
    order_.filter.pop_back();
  } else if (key.kind == KeyKind::kEscape) {
    order_.filter = filter_before_;
    prompt_ = Prompt::kNone;
  } else if (key.kind == KeyKind::kEnter) {
    prompt_ = Prompt::kNone;
  }
  List();
}

Wish WatchModel::PressInQuestion(const Key& key) {
  const Prompt asked = prompt_;
  prompt_ = Prompt::kNone;
  if (key.kind != KeyKind::kText || (key.text != "y" && key.text != "Y")) return {};
  return {asked == Prompt::kBlock ? Wish::Kind::kBlock : Wish::Kind::kUnblock, address_, scope_};
}

void WatchModel::PressMovement(KeyKind kind) {
  const auto page = static_cast<int64_t>(rows_);
  constexpr int64_t kAll = 1'000'000;
  const int64_t by = kind == KeyKind::kUp         ? -1
                     : kind == KeyKind::kDown     ? 1
                     : kind == KeyKind::kPageUp   ? -page
                     : kind == KeyKind::kPageDown ? page
                     : kind == KeyKind::kHome     ? -kAll
                     : kind == KeyKind::kEnd      ? kAll
                                                  : 0;
  if (by == 0) return;
  page_ == Page::kList ? Move(by) : Scroll(by);
}

Wish WatchModel::PressLetter(char letter) {
  switch (letter) {
    case 'q':
      return {Wish::Kind::kQuit, "", ""};
    case 'p':
      paused_ = !paused_;
      break;
    case '?':
    case 'h':
      page_ = Page::kHelp;
      text_ = WatchHelp();
      first_ = 0;
      break;
    case 'b':
      Ask(Prompt::kBlock);
      break;
    case 'u':
      Ask(Prompt::kUnblock);
      break;
    case 'j':
      PressMovement(KeyKind::kDown);
      break;
    case 'k':
      PressMovement(KeyKind::kUp);
      break;
    case 's':
      if (page_ == Page::kList) Sort();
      break;
    case 'r':
      order_.reversed = !order_.reversed;
      List();
      break;
    case 'f':
    case '/':
      page_ = Page::kList;
      prompt_ = Prompt::kFilter;
      filter_before_ = order_.filter;
      break;
    default:
      break;
  }
  return {};
}

Wish WatchModel::Press(const Key& key) {
  said_.clear();
  if (prompt_ == Prompt::kFilter) {
    PressInFilter(key);
    return {};
  }
  if (prompt_ != Prompt::kNone) return PressInQuestion(key);
  if (key.kind == KeyKind::kText) return key.text.size() == 1 ? PressLetter(key.text.front()) : Wish{};
  if (key.kind == KeyKind::kEnter && page_ == Page::kList) {
    OpenClient();
  } else if (key.kind == KeyKind::kEscape || key.kind == KeyKind::kEnter || key.kind == KeyKind::kErase) {
    if (page_ == Page::kList) order_.filter.clear();
    page_ = Page::kList;
    first_ = 0;
    List();
  } else {
    PressMovement(key.kind);
  }
  return {};
}

}  // namespace errwatch::cli
