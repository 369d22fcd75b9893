#include "store/template_rows.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>
#include <span>

#include "store/shown_text.h"

namespace errwatch::store {
namespace {

constexpr uint64_t kHour = 60 * 60 * 100;       // ticks
constexpr uint64_t kSecond = 100;               // ticks
constexpr uint64_t kWriterGone = 10 * kSecond;  // nobody takes so long for a text
constexpr int kMostDoublings = 10;
constexpr int kCountBits = 40;
constexpr int kLevelBits = 8;
constexpr uint64_t kMostCount = (uint64_t{1} << kCountBits) - 1;
constexpr uint64_t kTextClaimed = uint64_t{1} << 62;  // ids have bit 63, or are small numbers
constexpr std::size_t kRowTextWords = std::tuple_size_v<decltype(TemplateRow::text)>;
constexpr std::size_t kRowTextBytes = kRowTextWords * sizeof(uint64_t);

// Numbers of httpd's follow one another.
constexpr uint64_t Spread(TemplateId id) { return (id ^ id >> 32) * 0x9E3779B97F4A7C15; }
constexpr uint32_t SetOf(TemplateId id) { return static_cast<uint32_t>(Spread(id) >> 57); }
static_assert(SetOf(~uint64_t{0}) < kTemplateSets && kTemplateSets == 128, "seven bits");

// A word that says whose it is, in the bits that the value leaves.
template <int kBits>
struct Marked {
  static constexpr uint64_t kMost = (uint64_t{1} << kBits) - 1;
  static constexpr uint64_t MarkOf(TemplateId id) { return Spread(id) << kBits; }
  static constexpr bool IsOf(uint64_t word, TemplateId id) { return (word & ~kMost) == MarkOf(id); }
  static constexpr uint64_t Of(uint64_t value, TemplateId id) { return (value & kMost) | MarkOf(id); }
};
using MarkedCount = Marked<kCountBits>;
using MarkedTick = Marked<kTickBits>;
using MarkedLevel = Marked<kLevelBits>;

template <typename Mark>
uint64_t ValueOf(const SharedWord& word, TemplateId id, uint64_t otherwise) {
  // relaxed: each word is whole by itself
  const uint64_t found = word.load(std::memory_order_relaxed);
  return Mark::IsOf(found, id) ? found & Mark::kMost : otherwise;
}

// Up to when a row is worth its place, from now: an hour behind its last entry, for each doubling of the
// number of entries twice that, up to six weeks. Negative: it has been over for so long.
int64_t WorthOf(const TemplateRow& row, TemplateId id, Tick now) {
  const uint64_t count = ValueOf<MarkedCount>(row.count, id, 0);
  if (count == 0) return std::numeric_limits<int64_t>::min();
  const int doublings = std::min(static_cast<int>(std::bit_width(count)) - 1, kMostDoublings);
  const Tick last{ValueOf<MarkedTick>(row.last, id, 0)};
  return static_cast<int64_t>(kHour << doublings) - static_cast<int64_t>(TicksSince(last, now));
}

// The row of `id`, or one that gave way to it. Null: others were faster, again and again.
TemplateRow* RowOf(TemplateSet& set, TemplateId id, Tick now) noexcept {
  for (uint32_t way = 0; way < kTemplateWays; ++way) {
    // relaxed, all: an id says nothing about other memory; words beside it that bear no mark of it are void
    if (set.ids[way].load(std::memory_order_relaxed) == id) return &set.rows[way];
  }
  for (int i = 0; i < 2; ++i) {
    uint32_t worst = 0;
    uint64_t owner = 0;
    int64_t least = std::numeric_limits<int64_t>::max();
    for (uint32_t way = 0; way < kTemplateWays; ++way) {
      const uint64_t found = set.ids[way].load(std::memory_order_relaxed);
      if (found == id) return &set.rows[way];
      const int64_t worth =
          found == 0 ? std::numeric_limits<int64_t>::min() : WorthOf(set.rows[way], found, now);
      if (way != 0 && worth >= least) continue;
      worst = way;
      owner = found;
      least = worth;
      if (found == 0) break;
    }
    if (set.ids[worst].compare_exchange_strong(owner, id, std::memory_order_relaxed,
                                               std::memory_order_relaxed) ||
        owner == id)
      return &set.rows[worst];
  }
  return nullptr;
}

void CountEntry(SharedWord& count, TemplateId id) noexcept {
  // relaxed, all: for display and for what gives way
  uint64_t found = count.load(std::memory_order_relaxed);
  if (MarkedCount::IsOf(found, id)) {
    if ((found & kMostCount) < kMostCount - (1 << 20)) count.fetch_add(1, std::memory_order_relaxed);
    return;
  }
  if (!count.compare_exchange_strong(found, MarkedCount::Of(1, id), std::memory_order_relaxed,
                                     std::memory_order_relaxed) &&
      MarkedCount::IsOf(found, id))
    count.fetch_add(1, std::memory_order_relaxed);
}

// At most once a second: processes that write the same word wait for each other.
void NoteTimes(TemplateRow& row, TemplateId id, Tick now) noexcept {
  // relaxed, all: for display and for what gives way
  const uint64_t last = row.last.load(std::memory_order_relaxed);
  const uint64_t ticks = last & MarkedTick::kMost;
  if (MarkedTick::IsOf(last, id) && now.value - ticks < kSecond) return;
  row.last.store(MarkedTick::Of(now.value, id), std::memory_order_relaxed);
  if (!MarkedTick::IsOf(row.first.load(std::memory_order_relaxed), id))
    row.first.store(MarkedTick::Of(now.value, id), std::memory_order_relaxed);
}

void NoteLevel(SharedWord& word, TemplateId id, Level level) noexcept {
  // relaxed, both: for display
  const uint64_t found = word.load(std::memory_order_relaxed);
  const auto value = static_cast<uint64_t>(level);
  if (MarkedLevel::IsOf(found, id) && (found & MarkedLevel::kMost) <= value) return;
  word.store(MarkedLevel::Of(value, id), std::memory_order_relaxed);
}

bool ClaimText(SharedWord& state, TemplateId id, Tick now) noexcept {
  // relaxed: who finds the id need not see the text
  uint64_t found = state.load(std::memory_order_relaxed);
  if (found == id) return false;
  const Tick since{found & kMaxTick};
  const bool is_being_written = (found & ~kMaxTick) == kTextClaimed;
  if (is_being_written && TicksSince(since, now) < kWriterGone && !IsBeyondSkew(since, now)) return false;
  // acquire: the words of the text that follow are stored after the claim is seen
  return state.compare_exchange_strong(found, kTextClaimed | (now.value & kMaxTick),
                                       std::memory_order_acquire, std::memory_order_relaxed);
}

// Whoever is thought to be gone and goes on writing after all spoils a text that is for display only.
void WriteText(TemplateRow& row, TemplateId id, LogId log_id, std::string_view message, Tick now) noexcept {
  if (!ClaimText(row.text_state, id, now)) return;
  std::array<char, kRowTextBytes> bytes{};
  TemplateText(log_id, message, bytes);
  std::array<uint64_t, kRowTextWords> words;
  std::memcpy(words.data(), bytes.data(), bytes.size());
  // release, all: who sees a new word sees the claim, who sees the id sees all words
  for (std::size_t i = 0; i < words.size(); ++i) row.text[i].store(words[i], std::memory_order_release);
  row.text_state.store(id, std::memory_order_release);
}

std::string ReadText(const TemplateRow& row, TemplateId id) {
  // acquire, all: no word is older than the state, and none is of another text than the second look tells
  if (row.text_state.load(std::memory_order_acquire) != id) return "";
  std::array<uint64_t, kRowTextWords> words;
  for (std::size_t i = 0; i < words.size(); ++i) words[i] = row.text[i].load(std::memory_order_acquire);
  if (row.text_state.load(std::memory_order_relaxed) != id) return "";
  std::array<char, kRowTextBytes> bytes;
  std::memcpy(bytes.data(), words.data(), bytes.size());
  return ShownText({bytes.data(), bytes.size()});
}

}  // namespace

void TemplateRows::Note(TemplateId id, LogId log_id, std::string_view message, Level level,
                        Tick now) noexcept {
  if (id == 0) return;
  TemplateRow* const row = RowOf(sets_[SetOf(id)], id, now);
  if (row == nullptr) return;
  CountEntry(row->count, id);
  NoteTimes(*row, id, now);
  NoteLevel(row->level, id, level);
  WriteText(*row, id, log_id, message, now);
}

std::vector<KnownTemplate> TemplateRowsReader::List() const {
  std::vector<KnownTemplate> list;
  for (uint32_t set = 0; set < kTemplateSets; ++set) {
    for (uint32_t way = 0; way < kTemplateWays; ++way) {
      // relaxed: see RowOf
      const TemplateId id = sets_[set].ids[way].load(std::memory_order_relaxed);
      const TemplateRow& row = sets_[set].rows[way];
      // Two processes may have given it a row each; one of damaged memory may lie where it is not looked for.
      const bool is_listed =
          std::ranges::any_of(list, [id](const KnownTemplate& known) { return known.id == id; });
      if (id == 0 || SetOf(id) != set || is_listed) continue;
      KnownTemplate known;
      known.id = id;
      known.count = ValueOf<MarkedCount>(row.count, id, 0);
      known.last = {ValueOf<MarkedTick>(row.last, id, 0)};
      known.first = {std::min(ValueOf<MarkedTick>(row.first, id, known.last.value), known.last.value)};
      const uint64_t level = ValueOf<MarkedLevel>(row.level, id, static_cast<uint64_t>(Level::kError));
      known.level = static_cast<Level>(std::min<uint64_t>(level, static_cast<uint64_t>(Level::kTrace8)));
      known.text = ReadText(row, id);
      if (known.count != 0) list.push_back(std::move(known));
    }
  }
  std::stable_sort(list.begin(), list.end(), [](const KnownTemplate& a, const KnownTemplate& b) {
    return a.count != b.count ? a.count > b.count : a.id < b.id;
  });
  return list;
}

std::string TemplateRowsReader::TextOf(TemplateId id) const {
  if (id == 0) return "";
  const TemplateSet& set = sets_[SetOf(id)];
  for (uint32_t way = 0; way < kTemplateWays; ++way) {
    // relaxed: see RowOf
    if (set.ids[way].load(std::memory_order_relaxed) == id) return ReadText(set.rows[way], id);
  }
  return "";
}

}  // namespace errwatch::store
