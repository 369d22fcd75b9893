#include "match/pattern_memory.h"

#include <new>
#include <utility>

namespace errwatch {

std::string PatternMemory::KeyOf(const CompiledPattern::Source& source) {
  std::string key = std::to_string(source.text.size()) + (source.nocase ? "i" : "c");
  key.append(source.text);
  // Mostly the same: said once.
  if (source.compiled != source.text) key.append(source.compiled);
  return key;
}

std::unique_ptr<CompiledPattern> PatternMemory::Take(const CompiledPattern::Source& source) {
  const auto at = patterns_.find(KeyOf(source));
  if (at == patterns_.end()) {
    ++missed_;
    return nullptr;
  }
  std::unique_ptr<CompiledPattern> pattern = std::move(at->second);
  patterns_.erase(at);
  return pattern;
}

void PatternMemory::PutBack(const CompiledPattern::Source& source,
                            std::unique_ptr<CompiledPattern> pattern) noexcept {
  try {
    patterns_.emplace(KeyOf(source), std::move(pattern));
  } catch (const std::bad_alloc&) {
  }
}

std::size_t PatternMemory::Complete() {
  patterns_.clear();
  return std::exchange(missed_, 0);
}

}  // namespace errwatch
