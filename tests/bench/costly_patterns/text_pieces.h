// Pieces of what is hostile: the seeds of the fuzzers, cut into words and signs, and some of them whole.
#pragma once

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "bench/costly_patterns/costly_text.h"

namespace errwatch {

inline std::vector<std::string> PiecesOfSeeds(const std::filesystem::path& seeds, std::string_view names) {
  constexpr std::size_t kMostOfPiece = 48;
  std::set<std::string> pieces;
  for (const char c : std::string_view("'\"`;|&$(){}[]<>=#-/\\%*!:,.@~^+? _\na1"))
    pieces.insert(std::string(1, c));
  for (const auto& folder : std::filesystem::directory_iterator(seeds)) {
    if (folder.path().filename().string().find(names) == std::string::npos) continue;
    for (const auto& file : std::filesystem::directory_iterator(folder)) {
      std::ifstream in(file.path(), std::ios::binary);
      const std::string text{std::istreambuf_iterator<char>(in), {}};
      if (text.size() <= kMostOfPiece) pieces.insert(text);
      std::string word;
      for (const char c : text + " ") {
        if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_') {
          word += c;
        } else if (!word.empty()) {
          if (word.size() <= kMostOfPiece) {
            pieces.insert(word);
            pieces.insert(word + c);
          }
          word.clear();
        }
      }
    }
  }
  return {pieces.begin(), pieces.end()};
}

// One step away from `text`.
class Changes {
 public:
  Changes(std::vector<std::string> pieces, uint64_t seed) : pieces_(std::move(pieces)), chance_(seed) {}

  Chance& chance() { return chance_; }
  const std::string& Piece() { return pieces_[chance_.Below(pieces_.size())]; }

  CostlyText Of(CostlyText text) {
    constexpr std::size_t kMostOfPump = 4000;
    for (std::size_t times = 1 + chance_.Below(3); times > 0; --times) {
      std::string& pump = text.pump;
      switch (chance_.Below(9)) {
        case 0:
          text.begin = chance_.OneIn(3) ? "" : text.begin + Piece();
          break;
        case 1:
          text.end = chance_.OneIn(3) ? "" : Piece() + text.end;
          break;
        case 2:
          pump += Piece();
          break;
        case 3: {
          const std::string& piece = Piece();
          pump.insert(chance_.Below(pump.size() + 1), piece);
          break;
        }
        case 4: {
          const std::size_t bytes = 1 + chance_.Below(6);
          pump.erase(chance_.Below(pump.size() + 1), bytes);
          break;
        }
        case 5:
          if (!pump.empty()) pump[chance_.Below(pump.size())] = Piece().front();
          break;
        case 6:
          pump = Piece();
          break;
        case 7: {
          // What nests, or is long between its ends.
          const std::string unit = Piece();
          for (std::size_t run = std::size_t{1} << (1 + chance_.Below(9)); run > 0; --run) pump += unit;
          break;
        }
        default:
          for (std::size_t run = 1 + chance_.Below(200); run > 0; --run) pump += Piece();
      }
      if (pump.size() > kMostOfPump) pump.resize(kMostOfPump);
    }
    return text;
  }

 private:
  std::vector<std::string> pieces_;
  Chance chance_;
};

}  // namespace errwatch
