# Optimises the module and the command line tool as a whole, where all else links the same folders as they are: tests and fuzzers would
# take as long again each. The objects hold both forms for that. A request costs a quarter fewer instructions of the module
# (docs/benchmarks.md): small functions of one folder are called from others, and a unit that is large keeps its compiler from inlining.
#
# Only g++: what clang++ makes holds one form alone. Not with sanitizers, nor without optimisation.
set(whole_program OFF)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_BUILD_TYPE MATCHES "Rel" AND NOT ERRWATCH_SANITIZE)
  set(whole_program ON)
endif()
option(ERRWATCH_WHOLE_PROGRAM "Optimise module and tool as a whole (g++, release builds)" ${whole_program})

if(ERRWATCH_WHOLE_PROGRAM)
  get_property(folders GLOBAL PROPERTY ERRWATCH_FOLDERS)
  foreach(target IN LISTS folders ITEMS mod_errwatch errwatch)
    target_compile_options(${target} PRIVATE -flto=auto -ffat-lto-objects)
  endforeach()
  # The linker compiles: what holds for all objects has to be said once more. g++ 12 takes a length that it cannot bound, of a text that it
  # sees whole, for one of 2^64 - 1.
  foreach(target mod_errwatch errwatch)
    target_link_options(${target} PRIVATE -flto=auto -fno-gnu-unique -ftls-model=initial-exec -Wno-stringop-overread)
  endforeach()
endif()
