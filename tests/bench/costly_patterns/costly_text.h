// A text that is made to be slow to look at: a beginning, something again and again, and an end.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

namespace errwatch {

struct CostlyText {
  std::string begin;
  std::string pump;
  std::string end;

  std::string Of(std::size_t bytes) const {
    std::string text = begin.substr(0, bytes);
    const std::size_t kept = std::min(end.size(), bytes - text.size());
    while (!pump.empty() && text.size() < bytes - kept)
      text.append(pump, 0, std::min(pump.size(), bytes - kept - text.size()));
    return text.append(end, end.size() - kept);
  }
};

// The same numbers for the same seed, wherever.
class Chance {
 public:
  explicit Chance(uint64_t seed) : state_(seed) {}
  std::size_t Below(std::size_t most) {
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    return most == 0 ? 0 : static_cast<std::size_t>(state_ >> 33) % most;
  }
  bool OneIn(std::size_t times) { return Below(times) == 0; }

 private:
  uint64_t state_;
};

// With what is no plain letter written as \xNN; the middle of a long one is left out.
inline std::string Printable(std::string_view text, std::size_t most = 60) {
  const auto escaped = [](std::string_view part) {
    std::string out;
    for (const char c : part) {
      if (c >= ' ' && c <= '~' && c != '\\') {
        out += c;
      } else {
        char code[8];
        std::snprintf(code, sizeof code, "\\x%02x", static_cast<unsigned char>(c));
        out += code;
      }
    }
    return out;
  };
  if (text.size() <= most) return escaped(text);
  return escaped(text.substr(0, most / 2)) + "[..." + std::to_string(text.size() - most / 2 * 2) + "...]" +
         escaped(text.substr(text.size() - most / 2));
}

inline std::string Printable(const CostlyText& text) {
  return "'" + Printable(text.begin) + "' + '" + Printable(text.pump) + "'* + '" + Printable(text.end) + "'";
}

}  // namespace errwatch
