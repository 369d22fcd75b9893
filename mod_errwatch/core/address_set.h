// A set of addresses and CIDR ranges (ErrWatchAllow, ErrWatchTrustedProxy). Built once, then read from any
// thread without allocation.
//
// IPv4 and IPv6 are apart, as in httpd's Require ip: 0.0.0.0/0 covers IPv4 only, and an IPv6 range such as
// ::/0 covers no IPv4 client although IPv4 is held as ::ffff:0:0/96 inside it. A range written within that
// block ("::ffff:192.0.2.0/120") is IPv4.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/client_address.h"
#include "core/result.h"

namespace errwatch {

class AddressSet {
 public:
  // "192.0.2.1", "192.0.2.0/24", "2001:db8::/32". The error names the text and what would be right (also for
  // host bits that are set: "192.0.2.1/24" -> did you mean 192.0.2.0/24).
  Status Add(std::string_view text);

  // One entry a line, '#' begins a comment. The error names file and line; nothing is added then.
  Status AddFile(const std::string& path);

  // One address, range or "@path", which reads a file. A relative path is taken below `base`.
  Status AddWord(std::string_view word, std::string_view base);
  // Words separated by blanks. On an error the words before it stay added.
  Status AddWords(std::string_view words, std::string_view base);

  void Merge(const AddressSet& other);

  bool Contains(const ClientAddress& address) const noexcept;
  bool empty() const { return ranges_.empty(); }
  std::size_t size() const { return ranges_.size(); }

 private:
  using Range = std::pair<ClientAddress, ClientAddress>;

  // Appends without sorting: reading a long list entry by entry then costs one sort. Normalize() must follow.
  Status Append(std::string_view text);
  void Normalize();

  std::vector<Range> ranges_;  // sorted, disjoint, inclusive
};

}  // namespace errwatch
