// Pieces of text that a pattern was written for, taken from its own syntax: what its repetitions repeat, what
// stands in front of them, each of its alternatives, and any of that cut off before its end.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bench/costly_patterns/costly_text.h"
#include "match/pattern_tree.h"

namespace errwatch {

class PatternExamples {
 public:
  // REQUIRES: `tree` outlives it.
  PatternExamples(const PatternNode& tree, uint64_t seed) : chance_(seed) {
    Visit(tree, "");
    std::sort(alphabet_.begin(), alphabet_.end());
    alphabet_.erase(std::unique(alphabet_.begin(), alphabet_.end()), alphabet_.end());
    if (alphabet_.empty()) alphabet_ = "a";
  }

  Chance& chance() { return chance_; }

  // One for each part of the pattern, in its order: what came before, and the part again and again.
  std::vector<CostlyText> Seeds() {
    std::vector<CostlyText> seeds;
    for (const Place& place : places_) {
      const std::string example = Example(*place.node);
      if (example.empty()) continue;
      seeds.push_back({place.before, example, ""});
      seeds.push_back({"", place.before + example.substr(0, example.size() - 1), ""});
      if (place.node->kind == PatternNode::Kind::kRepetition)
        seeds.push_back({place.before, Example(place.node->children[0]), "\n\x01"});
    }
    return seeds;
  }

  // Some piece, whole or cut off.
  std::string Piece() {
    if (places_.empty() || chance_.OneIn(4))
      return std::string(1, alphabet_[chance_.Below(alphabet_.size())]);
    const Place& place = places_[chance_.Below(places_.size())];
    std::string piece = chance_.OneIn(3) ? place.before : "";
    piece += Example(*place.node);
    if (chance_.OneIn(3)) piece.resize(chance_.Below(piece.size() + 1));
    return piece;
  }
  std::string Beginning() { return places_.empty() ? "" : places_[chance_.Below(places_.size())].before; }

  std::string Run() {
    const std::size_t times = kRuns[chance_.Below(std::size(kRuns))];
    return Times(Piece(), times);
  }

  // One step away from `text`. Each chance is taken by itself: in which order a call's arguments are is the
  // compiler's choice.
  CostlyText Changed(CostlyText text) {
    constexpr std::size_t kMostOfPump = 3000;
    switch (chance_.Below(12)) {
      case 0:
        text.begin = Beginning();
        break;
      case 1:
        text.begin += Piece();
        break;
      case 2:
        text.begin.resize(chance_.Below(text.begin.size() + 1));
        break;
      case 3:
        text.pump += Piece();
        break;
      case 4:
        text.pump = Piece();
        break;
      case 5: {
        const std::string piece = Piece();
        text.pump.insert(chance_.Below(text.pump.size() + 1), piece);
        break;
      }
      case 6: {
        const std::size_t bytes = 1 + chance_.Below(6);
        text.pump.erase(chance_.Below(text.pump.size() + 1), bytes);
        break;
      }
      case 7:
        if (!text.pump.empty())
          text.pump[chance_.Below(text.pump.size())] = alphabet_[chance_.Below(alphabet_.size())];
        break;
      case 8:
        text.pump = Times(text.pump, kRuns[chance_.Below(std::size(kRuns))]);
        text.pump += Piece();
        break;
      case 9: {
        const std::string piece = Piece();
        text.pump = piece + Run();
        break;
      }
      case 10:
        text.end = Piece();
        break;
      default:
        text.begin = Beginning();
        text.pump = Run();
    }
    if (text.pump.size() > kMostOfPump) text.pump.resize(kMostOfPump);
    return text;
  }

 private:
  static constexpr std::size_t kRuns[] = {2, 3, 8, 30, 60, 190, 390, 1000};

  struct Place {
    const PatternNode* node;
    std::string before;  // an example of what stands in front of it
  };

  static std::string Times(const std::string& text, std::size_t times) {
    std::string all;
    for (std::size_t i = 0; i < times; ++i) all += text;
    return all;
  }

  char OneOf(const ByteSet& bytes) {
    static constexpr std::string_view kCommon = "a1 -./_x:;='\"<(\n&%[{,@?\\";
    for (int tries = 0; tries < 4; ++tries) {
      const char c = kCommon[chance_.Below(tries == 0 ? 3 : kCommon.size())];
      if (bytes[ByteIndex(c)]) return c;
    }
    std::string all;
    for (std::size_t i = 0; i < bytes.size(); ++i)
      if (bytes[i]) all += static_cast<char>(i);
    return all.empty() ? 'a' : all[chance_.Below(all.size())];
  }

  std::string Example(const PatternNode& node) {
    using Kind = PatternNode::Kind;
    std::string text;
    switch (node.kind) {
      case Kind::kByte:
        return std::string(1, node.byte);
      case Kind::kClass:
        return std::string(1, OneOf(node.bytes));
      case Kind::kAnything:
        return "a";
      case Kind::kReference:
      case Kind::kNothing:
      case Kind::kLookaround:
      case Kind::kNegativeLookaround:
        return "";
      case Kind::kChoice:
        return Example(node.children[chance_.Below(node.children.size())]);
      case Kind::kRepetition: {
        const std::size_t times = std::clamp<std::size_t>(node.min, node.max == 0 ? 0 : 1, 64);
        for (std::size_t i = 0; i < times; ++i) text += Example(node.children[0]);
        return text;
      }
      case Kind::kSequence:
      case Kind::kAtomicGroup:
        for (const PatternNode& child : node.children) text += Example(child);
        return text;
    }
    return text;
  }

  void Visit(const PatternNode& node, const std::string& before) {
    using Kind = PatternNode::Kind;
    if (node.kind == Kind::kNothing) return;
    if (node.kind == Kind::kByte) alphabet_ += node.byte;
    if (node.kind == Kind::kClass) alphabet_ += OneOf(node.bytes);
    if (node.kind != Kind::kByte) places_.push_back({&node, before});
    std::string so_far = before;
    for (const PatternNode& child : node.children) {
      Visit(child, node.kind == Kind::kSequence ? so_far : before);
      if (node.kind == Kind::kSequence) so_far += Example(child);
    }
  }

  Chance chance_;
  std::vector<Place> places_;
  std::string alphabet_;
};

}  // namespace errwatch
