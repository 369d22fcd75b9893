// Something about each of many clients and ranges, found also by what holds them or lies in them.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>

#include "model/client_address.h"
#include "store/listed_ranges.h"

namespace errwatch::cli {

// What is decided on: a client, or a range of more than one.
struct DecisionTarget {
  ClientAddress address;   // of a range the first one
  uint8_t range_bits = 0;  // 0: a client
  bool is_range() const { return range_bits != 0; }
  // Of its family. No range has all of them, whatever is a client here.
  uint8_t bits() const {
    if (is_range()) return range_bits;
    return address.is_ipv4() ? 32 : 128;
  }
  bool operator==(const DecisionTarget&) const = default;
  // A range stands right before what lies in it.
  std::strong_ordering operator<=>(const DecisionTarget& other) const {
    const std::strong_ordering order = address <=> other.address;
    return order != 0 ? order : bits() <=> other.bits();
  }
};

template <typename Value>
class TargetMap {
 public:
  Value& operator[](const DecisionTarget& target) {
    const auto [place, is_new] = values_.try_emplace(target);
    if (is_new && target.is_range()) ++lengths_[target.range_bits];
    return place->second;
  }
  const Value* Find(const DecisionTarget& target) const {
    const auto found = values_.find(target);
    return found == values_.end() ? nullptr : &found->second;
  }
  std::size_t size() const { return values_.size(); }

  // Passes those that the target lies in, and itself, to `visit`, a function of (const DecisionTarget&, const
  // Value&): a look for each length of range that there is.
  template <typename F>
  void ForEachHolding(const DecisionTarget& target, F&& visit) const {
    for (uint8_t bits = 1; bits < target.bits(); ++bits) {
      if (lengths_[bits] == 0) continue;
      const DecisionTarget outer{store::FirstOf(target.address, bits), bits};
      if (const Value* value = Find(outer)) visit(outer, *value);
    }
    if (const Value* value = Find(target)) visit(target, *value);
  }
  // ... and those that lie in it, one by one.
  template <typename F>
  void ForEachOverlapping(const DecisionTarget& target, F&& visit) const {
    ForEachHolding(target, visit);
    if (!target.is_range()) return;
    const int bits = target.range_bits + (target.address.is_ipv4() ? kMappedBits : 0);
    for (auto inner = values_.upper_bound(target);
         inner != values_.end() && inner->first.address.MaskedTo(bits) == target.address; ++inner) {
      // IPv4 lies in no range of IPv6.
      if (inner->first.address.is_ipv4() == target.address.is_ipv4()) visit(inner->first, inner->second);
    }
  }

  // `wanted`: a function of (const Value&).
  template <typename F>
  void EraseIf(F&& wanted) {
    std::erase_if(values_, [&](const auto& entry) {
      const bool goes = wanted(entry.second);
      if (goes && entry.first.is_range()) --lengths_[entry.first.range_bits];
      return goes;
    });
  }
  template <typename F>
  void ForEach(F&& visit) const {
    for (const auto& [target, value] : values_) visit(value);
  }

 private:
  std::map<DecisionTarget, Value> values_;
  std::array<std::size_t, 128> lengths_{};  // how many ranges have so many bits
};

}  // namespace errwatch::cli
