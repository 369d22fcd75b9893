// Each detector of structure against texts made for it. Built twice: with each basic block of the detectors
// counted, it looks for the costliest text and writes it to a folder; without, it says how long these take.
//   costly_detectors FOLDER [TRIES [SEED]]        costly_detectors_times FOLDER
#include <time.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bench/costly_patterns/text_pieces.h"
#include "structure/structure.h"

namespace {

#ifdef ERRWATCH_COUNTED
uint64_t g_blocks = 0;
#endif

}  // namespace

#ifdef ERRWATCH_COUNTED
extern "C" {
void __sanitizer_cov_trace_pc();
void __sanitizer_cov_trace_pc() { ++g_blocks; }
// What the detectors call of the C library: sixteen bytes a step.
void* memchr(const void* text, int byte, size_t bytes) noexcept {
  const auto* const at = static_cast<const unsigned char*>(text);
  size_t i = 0;
  while (i < bytes && at[i] != static_cast<unsigned char>(byte)) {
    ++i;
    asm volatile("");  // else the compiler makes this a call of itself
  }
  g_blocks += 1 + i / 16;
  return i < bytes ? const_cast<unsigned char*>(at + i) : nullptr;
}
int memcmp(const void* a, const void* b, size_t bytes) noexcept {
  const auto* const x = static_cast<const unsigned char*>(a);
  const auto* const y = static_cast<const unsigned char*>(b);
  size_t i = 0;
  while (i < bytes && x[i] == y[i]) {
    ++i;
    asm volatile("");
  }
  g_blocks += 1 + i / 16;
  return i < bytes ? x[i] - y[i] : 0;
}
}
#endif

namespace {

using namespace errwatch;  // NOLINT: a program of its own

std::string LowerCase(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

#ifdef ERRWATCH_COUNTED
constexpr std::size_t kSearched = 2048;

std::size_t BlocksOf(const StructureInfo& structure, const std::string& sent) {
  const std::string text = LowerCase(sent);
  const Value value{text, sent};
  const uint64_t before = g_blocks;
  structure.has(value);
  return g_blocks - before;
}

// Which seeds speak its language.
std::string_view SeedsOf(std::string_view structure) {
  for (const std::string_view name :
       {"windows_shell", "header_injection", "request_forgery", "server_include", "program", "markup",
        "script", "nosql", "sql", "ldap", "xpath", "token", "shell", "path"}) {
    if (structure.find(name) != std::string_view::npos) return name;
  }
  return structure.find("address") != std::string_view::npos  ? "request_forgery"
         : structure.find("header") != std::string_view::npos ? "header_injection"
                                                              : "";
}

void Search(const StructureInfo& structure, const std::filesystem::path& folder, std::size_t tries,
            uint64_t seed) {
  Changes changes(PiecesOfSeeds(ERRWATCH_SOURCE_DIR "/tests/fuzz/seeds", SeedsOf(structure.name)), seed);
  std::vector<std::pair<std::size_t, CostlyText>> best{{0, {"", "a", ""}}};
  for (std::size_t i = 0; i < tries; ++i) {
    const std::size_t from =
        std::min(changes.chance().Below(best.size()), changes.chance().Below(best.size()));
    CostlyText text = i < tries / 4
                          ? CostlyText{changes.chance().OneIn(2) ? changes.Piece() : "", changes.Piece(), ""}
                          : changes.Of(best[from].second);
    const std::size_t blocks = BlocksOf(structure, text.Of(kSearched));
    const auto same =
        std::find_if(best.begin(), best.end(), [&](const auto& one) { return one.first == blocks; });
    if (same != best.end() || (best.size() == 6 && blocks < best.back().first)) continue;
    if (best.size() == 6) best.pop_back();
    best.emplace_back(blocks, std::move(text));
    std::stable_sort(best.begin(), best.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
  }
  const CostlyText& worst = best.front().second;
  std::size_t blocks[5];
  for (std::size_t i = 0; i < std::size(blocks); ++i)
    blocks[i] = BlocksOf(structure, worst.Of(std::size_t{4096} << i));
  std::printf("%s\t%zu\t%.1f\t%.2f\t%.2f\t%s\n", std::string(structure.name).c_str(), blocks[1],
              static_cast<double>(blocks[1]) / 8192,
              static_cast<double>(blocks[1]) / static_cast<double>(blocks[0]),
              static_cast<double>(blocks[4]) / static_cast<double>(blocks[3]), Printable(worst).c_str());
  std::fflush(stdout);
  std::ofstream(folder / structure.name, std::ios::binary) << worst.Of(8192);
}

#else

void Time(const StructureInfo& structure, const std::filesystem::path& folder) {
  std::ifstream in(folder / structure.name, std::ios::binary);
  const std::string sent{std::istreambuf_iterator<char>(in), {}};
  const std::string text = LowerCase(sent);
  const Value value{text, sent};
  int64_t least = std::numeric_limits<int64_t>::max();
  bool found = false;
  for (int i = 0; i < 50; ++i) {
    timespec begun{};
    timespec ended{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &begun);
    found = structure.has(value);
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ended);
    least = std::min<int64_t>(least,
                              (ended.tv_sec - begun.tv_sec) * 1'000'000'000 + ended.tv_nsec - begun.tv_nsec);
  }
  std::printf("%s\t%.1f us\t%s\n", std::string(structure.name).c_str(), static_cast<double>(least) / 1000,
              found ? "found" : "not found");
}
#endif

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  const std::filesystem::path folder = argv[1];
  std::filesystem::create_directories(folder);
  [[maybe_unused]] const std::size_t tries = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 1500;
  [[maybe_unused]] const uint64_t seed = argc > 3 ? std::strtoul(argv[3], nullptr, 10) : 1;
  for (const StructureInfo& structure : kStructures) {
    if (structure.has == nullptr) continue;
#ifdef ERRWATCH_COUNTED
    Search(structure, folder, tries, seed);
#else
    Time(structure, folder);
#endif
  }
  return 0;
}
