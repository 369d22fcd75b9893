// Shared memory as a compromised child may leave it: whatever stands there, whoever reads or writes it
// afterwards stays inside, ends, and shows only values that are in range.
//
// Input: patches of the form part (1 byte), place in it (2 bytes), length (1 byte), bytes; length 0: one
// byte, with which all of the part is filled from there on. They are laid over a segment that is in use.
// The region lies between pages that cannot be touched.
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <span>

#include "store/segment_offsets.h"
#include "use_segment.h"
#include "use_shared_tables.h"

namespace {

using namespace errwatch;
using namespace errwatch::store;

constexpr HashKey kKey = {1, 2, 3};

// Ends exactly before a forbidden page and begins not long after another.
std::span<std::byte> GuardedRegion() {
  static std::byte* const end = [] {
    const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    const std::size_t bytes = (RegionBytes(kGeometry) + page - 1) / page * page;
    void* mapping = mmap(nullptr, bytes + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    Require(mapping != MAP_FAILED);
    auto* begin = static_cast<std::byte*>(mapping) + page;
    Require(mprotect(begin, bytes, PROT_READ | PROT_WRITE) == 0);
    return begin + bytes;
  }();
  return {end - RegionBytes(kGeometry), RegionBytes(kGeometry)};
}

std::span<std::byte> PartOf(std::span<std::byte> region, uint8_t number) {
  constexpr Offsets at = OffsetsOf(kGeometry);
  constexpr std::size_t kBegins[] = {
      0,         at.counters,    at.rules,    at.templates,         at.peers,   at.claims,
      at.near,   at.good_ranges, at.timeline, at.message_templates, at.crowds,  at.baselines,
      at.models, at.journal,     at.share,    at.incidents,         at.stories, at.listed,
      at.ranges, at.sets,        at.end};
  static_assert(std::ranges::is_sorted(kBegins));
  const std::size_t part = number % (std::size(kBegins) - 1);
  return region.subspan(kBegins[part], kBegins[part + 1] - kBegins[part]);
}

// Two bytes reach all of a part: of a large one every so many words.
std::size_t PlaceIn(std::span<std::byte> part, std::size_t number) {
  const std::size_t step = part.size() <= 0x10000 ? 1 : (part.size() / 0x10000 + 1) * sizeof(SharedWord);
  return number * step % part.size();
}

void Patch(std::span<std::byte> region, std::span<const uint8_t> input) {
  while (input.size() > 4) {
    std::span<std::byte> part = PartOf(region, input[0]);
    part = part.subspan(PlaceIn(part, input[1] | std::size_t{input[2]} << 8));
    const std::size_t length = std::min({std::size_t{input[3]}, input.size() - 4, part.size()});
    input = input.subspan(4);
    if (length == 0) {
      std::memset(part.data(), input[0], part.size());
    } else {
      std::memcpy(part.data(), input.data(), length);
    }
    input = input.subspan(std::max<std::size_t>(length, 1));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::span<std::byte> region = GuardedRegion();
  std::memset(region.data(), 0, region.size());
  auto fresh = Segment::Format(region, kGeometry, kKey, {}, kNow);
  Require(fresh.ok());
  UseAll(fresh.value());
  UseSharedTables(fresh.value());
  Patch(region, {data, size});

  UseAll(fresh.value());  // as a process that attached before the damage
  UseSharedTables(fresh.value());
  ReadAll(fresh.value());
  if (auto attached = Segment::Attach(region)) {
    Require(RegionBytes(attached.value().geometry()) <= region.size());
    UseAll(attached.value());
    UseSharedTables(attached.value());
  } else {
    Require(!attached.error().empty());
  }
  if (size != 0) Require(!Segment::Attach(region.first(region.size() * data[0] / 256 / 64 * 64)).ok());
  return 0;
}
