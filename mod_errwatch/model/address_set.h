// A set of addresses and CIDR ranges (ErrWatchAllow, ErrWatchTrustedProxy). Built once, then read from any
// thread without allocation.
//
// IPv4 and IPv6 are apart, as in httpd's Require ip: 0.0.0.0/0 covers IPv4 only, and an IPv6 range such as
// ::/0 covers no IPv4 client although IPv4 is held as ::ffff:0:0/96 inside it. A range written within that
// block ("::ffff:192.0.2.0/120") is IPv4.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "model/client_address.h"

namespace errwatch {

class AddressSet {
 public:
  // "192.0.2.1", "192.0.2.0/24", "2001:db8::/32". The error names the text and what would be right (also for
  // host bits that are set: "192.0.2.1/24" -> did you mean 192.0.2.0/24).
  Status Add(std::string_view text);

  void Merge(const AddressSet& other);

  // Most lists are empty, and each request asks three of them.
  bool Contains(const ClientAddress& address) const noexcept { return !ranges_.empty() && Find(address); }
  // How much of a range is in it; `bits` are of its family.
  enum class Part : uint8_t { kNone, kSome, kAll };
  Part PartOf(const ClientAddress& first, int bits) const noexcept;
  // 0.0.0.0/0, or ::/0.
  bool HoldsAll(bool ipv4) const noexcept;
  // All of it as prefixes, the fewest that are enough; bits are of the address's family.
  std::vector<std::pair<ClientAddress, uint8_t>> Prefixes() const;
  bool empty() const { return ranges_.empty(); }
  std::size_t size() const { return ranges_.size(); }

 private:
  using Range = std::pair<ClientAddress, ClientAddress>;

 public:
  // Many entries, sorted once.
  class Builder {
   public:
    Builder() = default;
    explicit Builder(AddressSet&& begun) : ranges_(std::move(begun.ranges_)) {}
    Status Add(std::string_view text);  // as AddressSet::Add
    AddressSet Build() &&;

   private:
    friend class AddressSet;
    std::vector<Range> ranges_;
  };

 private:
  bool Find(const ClientAddress& address) const noexcept;

  std::vector<Range> ranges_;  // sorted, disjoint, inclusive
};

}  // namespace errwatch
