#include "httpd/kept_patterns.h"

#include <dlfcn.h>
#include <elf.h>
#include <link.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <utility>

#include "httpd/prelude.h"

namespace errwatch::httpd {
namespace {

using BuildId = std::array<unsigned char, 20>;

// What httpd's parent keeps. Other builds read it, too, up to the name of the build that made it.
struct RetainedPatterns {
  BuildId made_by;
  PatternMemory* memory;
};
constexpr char kName[] = "mod_errwatch: patterns";

PatternMemory* g_memory = nullptr;
bool g_asked = false;

// The build id among the notes of one segment; false: it is not there.
bool FindBuildId(std::span<const std::byte> notes, BuildId* id) {
  constexpr auto padded = [](std::size_t bytes) { return (bytes + 3) / 4 * 4; };
  while (notes.size() >= sizeof(ElfW(Nhdr))) {
    ElfW(Nhdr) header;
    std::memcpy(&header, notes.data(), sizeof header);
    notes = notes.subspan(sizeof header);
    const std::size_t name = padded(header.n_namesz);
    if (name > notes.size() || padded(header.n_descsz) > notes.size() - name) return false;
    if (header.n_type == NT_GNU_BUILD_ID && header.n_descsz == id->size() && header.n_namesz == 4 &&
        std::memcmp(notes.data(), "GNU", 4) == 0) {
      std::memcpy(id->data(), notes.data() + name, id->size());
      return true;
    }
    notes = notes.subspan(name + padded(header.n_descsz));
  }
  return false;
}

struct Search {
  std::uintptr_t address;
  BuildId id;
  bool found;
};

// Called for each library that is loaded.
int LookAtLibrary(dl_phdr_info* library, std::size_t, void* data) {
  auto* search = static_cast<Search*>(data);
  const std::span<const ElfW(Phdr)> segments(library->dlpi_phdr, library->dlpi_phnum);
  const bool is_it = std::ranges::any_of(segments, [&](const ElfW(Phdr) & segment) {
    return segment.p_type == PT_LOAD &&
           search->address - library->dlpi_addr - segment.p_vaddr < segment.p_memsz;
  });
  if (!is_it) return 0;
  for (const ElfW(Phdr) & segment : segments) {
    if (segment.p_type != PT_NOTE || search->found) continue;
    const auto* begin = reinterpret_cast<const std::byte*>(library->dlpi_addr + segment.p_vaddr);
    search->found = FindBuildId({begin, segment.p_memsz}, &search->id);
  }
  return 1;
}

bool OwnBuildId(BuildId* id) {
  Search search{reinterpret_cast<std::uintptr_t>(&kName), {}, false};
  dl_iterate_phdr(LookAtLibrary, &search);
  *id = search.id;
  return search.found;
}

// False: it cannot be kept from being unloaded, or is a part of this one.
bool PinPcre2() {
  Dl_info pcre2{};
  Dl_info own{};
  void* const version = dlsym(RTLD_DEFAULT, "pcre2_compile_8");
  if (version == nullptr || dladdr(version, &pcre2) == 0 || dladdr(&errwatch_module, &own) == 0) return false;
  if (pcre2.dli_fbase == own.dli_fbase) return false;
  return dlopen(pcre2.dli_fname, RTLD_LAZY | RTLD_NOLOAD | RTLD_NODELETE) != nullptr;
}

// Called last of all that has to do with the configuration: what has patterns was made later.
apr_status_t PutAway(void*) {
  g_asked = false;
  if (g_memory == nullptr || ap_state_query(AP_SQ_MAIN_STATE) != AP_SQ_MS_EXITING) return APR_SUCCESS;
  static_cast<RetainedPatterns*>(ap_retained_data_get(kName))->memory = nullptr;
  delete std::exchange(g_memory, nullptr);
  return APR_SUCCESS;
}

}  // namespace

void KeepPatterns(apr_pool_t* pconf) {
  if (std::exchange(g_asked, true)) return;
  BuildId own{};
  if (!OwnBuildId(&own) || !PinPcre2()) return;
  auto* kept = static_cast<RetainedPatterns*>(ap_retained_data_get(kName));
  if (kept == nullptr)
    kept = static_cast<RetainedPatterns*>(ap_retained_data_create(kName, sizeof(RetainedPatterns)));
  // What another build has left is nothing that this one could read, or free.
  if (kept->memory == nullptr || kept->made_by != own) *kept = {own, new PatternMemory};
  g_memory = kept->memory;
  apr_pool_cleanup_register(pconf, nullptr, PutAway, apr_pool_cleanup_null);
}

PatternMemory* KeptPatterns() noexcept { return g_memory; }

void ForgetUnusedPatterns(server_rec* main_server) noexcept {
  if (g_memory == nullptr) return;
  const std::size_t compiled = g_memory->Complete();
  ap_log_error(APLOG_MARK, APLOG_DEBUG, 0, main_server,
               "EW0219: compiled patterns: %" APR_SIZE_T_FMT "; the others were kept", compiled);
}

}  // namespace errwatch::httpd
