// Shared memory for tests of the store: zeroed, aligned, the same in forked children.
#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <cstdlib>
#include <span>
#include <string>

#include "store/segment.h"

namespace errwatch::store {

class MemoryRegion {
 public:
  explicit MemoryRegion(std::size_t bytes) : bytes_(bytes) {
    mapping_ = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (mapping_ == MAP_FAILED) std::abort();
  }
  MemoryRegion(const MemoryRegion&) = delete;
  MemoryRegion& operator=(const MemoryRegion&) = delete;
  ~MemoryRegion() { munmap(mapping_, bytes_); }

  std::span<std::byte> bytes() { return {static_cast<std::byte*>(mapping_), bytes_}; }
  template <typename T>
  T* As() {
    return static_cast<T*>(mapping_);
  }

 private:
  void* mapping_;
  std::size_t bytes_;
};

inline constexpr HashKey kTestKey = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};

// Small tables, so that sets fill up and rows collide.
inline Geometry SmallGeometry(uint32_t sets) {
  Geometry geometry;
  geometry.sets = sets;
  geometry.incidents = 16;
  geometry.rules = 16;
  geometry.templates = 16;
  return geometry;
}

// A formatted segment in a region of its own.
class TestSegment {
 public:
  explicit TestSegment(const Geometry& geometry, ClientPrefix prefix = {})
      : region_(RegionBytes(geometry)),
        segment_(Segment::Format(region_.bytes(), geometry, kTestKey, prefix, Tick{1}).value()) {}
  Segment& operator*() { return segment_; }
  Segment* operator->() { return &segment_; }
  MemoryRegion& region() { return region_; }

  // The sets are the last part of the region.
  std::span<Set> sets() {
    const std::span<std::byte> bytes = region_.bytes();
    const std::size_t count = segment_.geometry().sets;
    return {reinterpret_cast<Set*>(bytes.data() + bytes.size()) - count, count};
  }
  // Clients of the table, those that are in two ways twice.
  uint32_t WaysInUse() {
    uint32_t ways = 0;
    for (const Set& set : sets()) {
      for (const SharedWord& owner : set.fingerprints) ways += owner.load(std::memory_order_relaxed) != 0;
    }
    return ways;
  }

 private:
  MemoryRegion region_;
  Segment segment_;
};

inline ClientAddress ClientNumber(uint32_t number) {
  const unsigned char bytes[4] = {10, static_cast<unsigned char>(number >> 16),
                                  static_cast<unsigned char>(number >> 8),
                                  static_cast<unsigned char>(number)};
  return ClientAddress::FromIpv4(bytes);
}

inline BucketShape ShapeOf(uint32_t capacity, uint64_t window) {
  BucketShape shape;
  shape.capacity = capacity;
  shape.window = window;
  return shape;
}

}  // namespace errwatch::store
