// How far what other hosts gave away was taken in: so that a message that comes again, also after a
// restart of whoever takes it, changes nothing. Messages of a stream have numbers that only grow
// (journal.h). For one program at a time (`errwatch exchange`).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/ticks.h"
#include "store/journal_layout.h"

namespace errwatch::store {

inline constexpr int kChangeBits = 20;
inline constexpr uint32_t kMostChanges = (uint32_t{1} << kChangeBits) - 2;  // of a message

// Numbers are of one memory: whoever bears a name after another begins anew with them.
struct OtherStream {
  std::string_view host, epoch;  // epoch: of its memory
  uint32_t number = 0;
};

class OtherHosts {
 public:
  OtherHosts(OtherHostWords* rows, const HashKey& key) : rows_(rows), key_(key) {}

  // From which change on message `number` of a stream is still to be taken in; kMostChanges: from
  // none, for a later one was. Empty: there is no place for one more stream.
  std::optional<uint32_t> FirstToTake(const OtherStream& stream, uint64_t number, Tick now) noexcept;
  // A host that comes with one memory after another has place for so many streams of former ones.
  static constexpr uint32_t kMostFormer = 64;
  // Before the change is made: a process that dies in between leaves it out, and none is made twice.
  void Take(const OtherStream& stream, uint64_t number, uint32_t change) noexcept;

 private:
  uint64_t PrintOf(const OtherStream& stream) const noexcept;
  uint64_t OwnerOf(const OtherStream& stream) const noexcept;
  void LeaveFormer(uint64_t owner) noexcept;

  OtherHostWords* rows_;
  HashKey key_;
};

}  // namespace errwatch::store
