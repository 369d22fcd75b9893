# What the module and the command line tool have against faults in themselves, in every build and not only in packages: the module reads
# what attackers write, in processes that others depend on. Each option where this compiler and this processor know it.
# scripts/check_hardening.py reads from what was linked whether it is there; docs/endurance.md says what they cost.
#
# Not among them: assertions of the standard library (-D_GLIBCXX_ASSERTIONS). Builds with sanitizers, which run all unit tests, check more
# than they do.
include(CheckCXXCompilerFlag)
include(CheckLinkerFlag)
include(CheckPIESupported)

function(harden_compiler name)
  set(CMAKE_REQUIRED_FLAGS -Werror)  # clang takes an option of another processor, and warns of it in each file
  check_cxx_compiler_flag("${ARGN}" ERRWATCH_HAS_${name})
  if(ERRWATCH_HAS_${name})
    add_compile_options(${ARGN})
  endif()
endfunction()

function(harden_all)
  # Copies whose room the compiler knows are checked (3: also where it is known only as the program runs).
  add_compile_options($<$<NOT:$<CONFIG:Debug>>:-U_FORTIFY_SOURCE> $<$<NOT:$<CONFIG:Debug>>:-D_FORTIFY_SOURCE=3>)
  harden_compiler(STACK_PROTECTOR -fstack-protector-strong)
  harden_compiler(STACK_CLASH -fstack-clash-protection)
  # Jumps and returns go only where the program means them to: CET on x86-64, BTI and pointer authentication on aarch64.
  harden_compiler(CF_PROTECTION -fcf-protection=full)
  harden_compiler(BRANCH_PROTECTION -mbranch-protection=standard)
  foreach(keyword relro now noexecstack separate-code)
    string(MAKE_C_IDENTIFIER ERRWATCH_HAS_Z_${keyword} known)
    check_linker_flag(CXX -Wl,-z,${keyword} ${known})
    if(${known})
      add_link_options(-Wl,-z,${keyword})
    endif()
  endforeach()
endfunction()

check_pie_supported(LANGUAGES CXX)
if(ERRWATCH_HARDENING)
  harden_all()
endif()
