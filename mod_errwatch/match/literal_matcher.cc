#include "match/literal_matcher.h"

#include <algorithm>

#include "match/everyday_text.h"

namespace errwatch {
namespace {

constexpr std::size_t kAnchorBytes = 3;

// Where the rarest anchor begins, judged with the byte behind it.
std::size_t AnchorAt(std::string_view literal) {
  std::size_t best = 0;
  double least = 2;
  for (std::size_t at = 0; at + kAnchorBytes <= literal.size(); ++at) {
    const double share =
        EverydayShare(literal.substr(at, kAnchorBytes)) + EverydayShare(literal.substr(at, kAnchorBytes + 1));
    if (share < least) {
      least = share;
      best = at;
    }
  }
  return best;
}

}  // namespace

std::vector<LiteralMatcher::Anchor> LiteralMatcher::AnchorsOf(const std::vector<std::string>& literals) {
  std::vector<Anchor> anchors;
  for (uint32_t i = 0; i < literals.size(); ++i) {
    const std::string& literal = literals[i];
    const std::size_t at = AnchorAt(literal);
    Entry entry;
    entry.literal = i;
    entry.length = static_cast<uint8_t>(literal.size());
    entry.before = static_cast<uint8_t>(at);
    std::array<char, sizeof entry.head> bytes{};
    const std::size_t head = std::min(literal.size(), bytes.size());
    std::copy_n(literal.begin(), head, bytes.begin());
    std::memcpy(&entry.head, bytes.data(), sizeof entry.head);
    std::fill_n(bytes.begin(), head, '\xff');
    std::memcpy(&entry.mask, bytes.data(), sizeof entry.mask);

    std::array<char, sizeof(uint32_t)> word{};
    const std::size_t known = std::min(literal.size() - at, word.size());
    std::copy_n(literal.begin() + static_cast<std::ptrdiff_t>(at), known, word.begin());
    if (known >= kAnchorBytes) {
      anchors.push_back({Word(word.data()), known > kAnchorBytes, entry});
      continue;
    }
    for (int third = 0; third < 256; ++third) {  // of a literal of two bytes any byte may be the third
      word[2] = static_cast<char>(third);
      anchors.push_back({Word(word.data()), false, entry});
    }
  }
  return anchors;
}

std::vector<uint8_t> LiteralMatcher::ClassesOf(const std::vector<Anchor>& anchors, uint32_t factor) {
  std::vector<uint8_t> classes(std::size_t{1} << kHashBits);
  for (const Anchor& anchor : anchors) {
    uint8_t& of_hash = classes[HashOf(anchor.word, factor)];
    of_hash = static_cast<uint8_t>(of_hash | (anchor.byte_behind ? 1U << ClassBehind(anchor.word) : 0xffU));
  }
  return classes;
}

// The factor with which everyday text meets the fewest anchors by accident.
uint32_t LiteralMatcher::BestFactor(const std::vector<Anchor>& anchors) {
  constexpr int kTries = 32;  // docs/design.md, "Classification", says what that gains
  uint32_t best = 0;
  std::size_t fewest = 0;
  uint32_t factor = 0x9E3779B1U;
  for (int i = 0; i < kTries; ++i, factor = factor * 0x915F77F5U + 0x6A09E667U) {
    const uint32_t candidate = (factor | 1U) << 8;
    const std::vector<uint8_t> classes = ClassesOf(anchors, candidate);
    std::size_t met = 0;
    for (const std::string_view sample : EverydaySamples()) {
      for (std::size_t at = 0; at + sizeof(uint32_t) <= sample.size(); ++at) {
        const uint32_t word = Word(sample.data() + at);
        met += static_cast<unsigned>(classes[HashOf(word, candidate)]) >> ClassBehind(word) & 1U;
      }
    }
    if (best == 0 || met < fewest) {
      best = candidate;
      fewest = met;
    }
  }
  return best;
}

LiteralMatcher::LiteralMatcher(const std::vector<std::string>& literals) : literals_(literals) {
  if (literals.empty()) return;
  std::vector<Anchor> anchors = AnchorsOf(literals);
  factor_ = BestFactor(anchors);
  classes_ = ClassesOf(anchors, factor_);
  const auto hash = [this](const Anchor& anchor) { return HashOf(anchor.word, factor_); };
  std::stable_sort(anchors.begin(), anchors.end(),
                   [&](const Anchor& a, const Anchor& b) { return hash(a) < hash(b); });
  const auto same = [&](const Anchor& a, const Anchor& b) {
    return hash(a) == hash(b) && a.entry.literal == b.entry.literal;
  };
  anchors.erase(std::unique(anchors.begin(), anchors.end(), same), anchors.end());
  first_.resize(classes_.size());
  for (std::size_t i = 0; i < anchors.size(); ++i) {
    if (i == 0 || hash(anchors[i - 1]) != hash(anchors[i]))
      first_[hash(anchors[i])] = static_cast<uint32_t>(i);
    entries_.push_back(anchors[i].entry);
    entries_.back().more = i + 1 < anchors.size() && hash(anchors[i + 1]) == hash(anchors[i]);
  }
}

}  // namespace errwatch
