#include "store/file_condition.h"

#include <array>
#include <cstring>
#include <string_view>

namespace errwatch::store {
namespace {

struct ConditionInfo {
  FileCondition condition;
  std::string_view found;
  std::string_view until;  // empty: it was mended
};

// clang-format off
constexpr std::array<ConditionInfo, static_cast<std::size_t>(FileCondition::kCount)> kConditions = {{
    {FileCondition::kGood, "is as it should be", ""},
    {FileCondition::kRemoved, "was removed or renamed", ""},
    {FileCondition::kTruncated, "was truncated", ""},
    {FileCondition::kWrittenTo, "was written to by somebody else", ""},
    {FileCondition::kLink, "is a symbolic link now", "it is removed"},
    {FileCondition::kReplaced, "is another file now", "that is moved away"},
    {FileCondition::kHardLinks, "has other names now (hard links)", "they are removed"},
    {FileCondition::kOtherOwner, "belongs to another user now", "its owner is the user who starts httpd"},
    {FileCondition::kWritableByOthers, "may be written by others now", "its mode is 600 again"},
    {FileCondition::kOverwritten, "holds something else now", "that is moved away"},
    {FileCondition::kUnsafeDirectory, "is in a directory that is gone, or that others own or may write to", "that is put right"},
    {FileCondition::kOtherServer, "is used by another server now", "that one is stopped or has a file of its own"},
    {FileCondition::kCannotWrite, "cannot be written", "it can be"},
}};
// clang-format on

static_assert([] {
  for (std::size_t i = 0; i < kConditions.size(); ++i) {
    if (kConditions[i].condition != static_cast<FileCondition>(i)) return false;
  }
  return true;
}());

const ConditionInfo& Info(FileCondition condition) {
  return kConditions[static_cast<std::size_t>(condition)];
}

constexpr int kErrorShift = 8;

}  // namespace

uint64_t Pack(const FileState& state) noexcept {
  return static_cast<uint64_t>(state.condition) | uint64_t{state.error} << kErrorShift;
}

FileState UnpackFileState(uint64_t word) noexcept {
  const auto condition = static_cast<uint8_t>(word);
  if (condition >= kConditions.size()) return {};
  return {static_cast<FileCondition>(condition), static_cast<uint16_t>(word >> kErrorShift)};
}

bool IsMended(FileCondition condition) { return Info(condition).until.empty(); }

std::string TextOf(const FileState& state, const std::string& path) {
  if (state.condition == FileCondition::kGood) return "";
  const ConditionInfo& info = Info(state.condition);
  std::string text = "the state file " + path + " " + std::string(info.found);
  if (state.condition == FileCondition::kCannotWrite)
    text.append(" (").append(std::strerror(state.error)).append(")");
  text += ". httpd goes on with what it has in memory";
  if (info.until.empty()) return text + ", and has written that to it anew";
  return text + ", and writes nothing to it until " + std::string(info.until);
}

}  // namespace errwatch::store
