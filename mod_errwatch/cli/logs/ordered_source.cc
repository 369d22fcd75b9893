#include "cli/logs/ordered_source.h"

#include <optional>

#include "cli/logs/entry_reader.h"
#include "cli/logs/file_form.h"

namespace errwatch::cli {
namespace {

constexpr std::size_t kEnoughToTell = 64U << 10;

// The last line of a file may lack its line end.
std::string Turned(std::string_view block) {
  std::string turned;
  turned.reserve(block.size() + 1);
  while (!block.empty()) {
    if (block.back() == '\n') block.remove_suffix(1);
    const std::size_t before = block.rfind('\n');
    const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
    turned.append(block.substr(begin)).push_back('\n');
    block = block.substr(0, begin);
  }
  return turned;
}

}  // namespace

bool IsNewestFirst(std::string_view lines, const InputForm& asked, int64_t now_unix_us) {
  constexpr int64_t kSecondInUs = 1'000'000;
  // A line of an access log is written when the request was answered and bears the time when it began.
  constexpr std::size_t kLeastOfAccess = 3, kTimesAsOften = 4;
  const FileForm form = FormOfFile(asked, lines);
  if (!form.error.empty()) return false;
  EntryReader reader(form.form.kind, now_unix_us);
  reader.SetForm(form.form);
  std::optional<int64_t> first, last;
  std::size_t back = 0, forth = 0;
  ForEachLine(lines, [&](std::string_view line) {
    const std::optional<int64_t> time = reader.Next(line).time;
    if (!time) return;
    if (!first) first = time;
    if (last) {
      back += *time < *last;
      forth += *time > *last;
    }
    last = time;
  });
  const std::size_t least = form.form.kind == InputKind::kAccess ? kLeastOfAccess : 1;
  return back >= least && back >= kTimesAsOften * forth && *first - *last >= kSecondInUs;
}

Result<std::unique_ptr<OrderedSource>> OrderedSource::Open(const std::string& path, const InputForm& asked,
                                                           int64_t now_unix_us, const ReadBounds& bounds) {
  Result<std::unique_ptr<LineSource>> source = LineSource::Open(path, bounds);
  if (!source) return source.failure();
  return std::unique_ptr<OrderedSource>(
      new OrderedSource(std::move(source).value(), asked, now_unix_us, bounds));
}

void OrderedSource::Begin() {
  begun_ = true;
  std::string beginning, block;
  while (beginning.size() < kEnoughToTell && source_->Next(block)) {
    beginning += block;
    blocks_.push_back(std::move(block));
  }
  newest_first_ = IsNewestFirst(beginning, asked_, now_us_);
  if (newest_first_) ReadAll(beginning.size());
}

void OrderedSource::ReadAll(uint64_t bytes) {
  std::string block;
  while (bytes <= bounds_.turned_bytes && source_->Next(block)) {
    bytes += block.size();
    blocks_.push_back(std::move(block));
  }
  if (bytes > bounds_.turned_bytes) {
    blocks_.clear();
    error_ = source_->path() + ": its newest lines come first, and it is too long to be turned here (" +
             kUnboundedOption + " does so in memory): turn it before, as tac does";
    return;
  }
  for (const std::string& held : blocks_)
    ForEachLine(
        held, [this](std::string_view) { ++lines_; }, [this](std::size_t empty) { lines_ += empty; });
}

bool OrderedSource::Next(std::string& block) {
  if (!begun_) Begin();
  if (!blocks_.empty()) {
    if (newest_first_) {
      block = Turned(blocks_.back());
      blocks_.pop_back();
    } else {
      block = std::move(blocks_.front());
      blocks_.pop_front();
    }
    return true;
  }
  block.clear();
  return !newest_first_ && source_->Next(block);
}

}  // namespace errwatch::cli
