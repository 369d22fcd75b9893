// A report for somebody who shall not know whose addresses and names are in it. The same one is replaced by
// the same word each time; which is which is kept nowhere.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

#include "cli/scan/replay.h"
#include "model/client_address.h"

namespace errwatch::cli {

class Anonymizer {
 public:
  explicit Anonymizer(ClientPrefix prefix) : prefix_(prefix) {}

  // "client-1"
  std::string Client(const ClientAddress& address);
  // "user-1"
  std::string User(std::string_view name);
  // A name that somebody tried: replaced wherever it stands as a word from now on.
  void KnowUser(std::string_view name);

  // Of a text that a client may have sent: addresses however they are written, mail addresses, known names of
  // users and homes, long random words, which may be keys. Where percent signs hide one it is shown decoded.
  std::string Text(std::string_view text);

 private:
  // Each counts in `found` what it has replaced.
  std::string Once(std::string_view text, std::size_t& found);
  std::size_t Numbers(std::string_view text, std::size_t at, std::string& out, std::size_t& found);
  std::size_t Address(std::string_view text, std::size_t at, std::string& out, std::size_t& found);
  std::size_t Word(std::string_view text, std::size_t at, std::string& out, std::size_t& found);
  bool HidesMore(std::string text, int decodings);

  ClientPrefix prefix_;
  std::unordered_map<ClientAddress, uint64_t, AddressHash> clients_;
  std::map<std::string, uint64_t, std::less<>> users_;
};

}  // namespace errwatch::cli
