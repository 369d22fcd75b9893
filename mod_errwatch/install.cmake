# Where `cmake --install` puts things. The module goes where apxs says that httpd looks for modules; the rest follows CMAKE_INSTALL_PREFIX
# of the configure step, because paths are written into the configuration and into the command line tool. DESTDIR is respected.
#
#   ERRWATCH_LAYOUT debian   <sysconfdir>/mods-available/errwatch.{load,conf}, for a2enmod
#                   httpd    <sysconfdir>/extra/errwatch.{load,conf}, to be included by httpd.conf
#   ERRWATCH_STRIP           symbols stay in the build tree; OFF for packages that put them aside themselves
include(GNUInstallDirs)

option(ERRWATCH_STRIP "Install programs without symbols and debug information" ON)

execute_process(COMMAND ${APXS} -q PROGNAME OUTPUT_VARIABLE APXS_PROGNAME OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
if(APXS_PROGNAME STREQUAL "apache2" OR IS_DIRECTORY "${APXS_SYSCONFDIR}/mods-available")
  set(DEFAULT_LAYOUT debian)
else()
  set(DEFAULT_LAYOUT httpd)
endif()
set(ERRWATCH_LAYOUT ${DEFAULT_LAYOUT} CACHE STRING "Where configuration files go: debian or httpd")
set(ERRWATCH_MODULE_DIR "${APXS_LIBEXECDIR}" CACHE PATH "Directory of httpd's modules")
set(ERRWATCH_HTTPD_CONF_DIR "${APXS_SYSCONFDIR}" CACHE PATH "Directory of httpd's configuration")
if(ERRWATCH_LAYOUT STREQUAL "debian")
  set(conf_dir "${ERRWATCH_HTTPD_CONF_DIR}/mods-available")
  set(state_file "/run/apache2/errwatch.state")
else()
  set(conf_dir "${ERRWATCH_HTTPD_CONF_DIR}/extra")
  execute_process(COMMAND ${APXS} -q RUNTIMEDIR OUTPUT_VARIABLE runtime_dir OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  if(NOT runtime_dir)
    set(runtime_dir "/run/httpd")
  endif()
  set(state_file "${runtime_dir}/errwatch.state")
endif()
set(ERRWATCH_DEFAULT_STATE_FILE "${state_file}" CACHE FILEPATH "State file that the command line tool looks at unless told otherwise")
set(share_dir "${CMAKE_INSTALL_FULL_DATADIR}/errwatch")
set(rules_dir "${share_dir}/rules")
set(doc_dir "${CMAKE_INSTALL_FULL_DOCDIR}")

# The tool finds the rules beside itself before they are installed, too.
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/share/errwatch)
file(CREATE_LINK ${CMAKE_SOURCE_DIR}/conf/rules ${CMAKE_BINARY_DIR}/share/errwatch/rules SYMBOLIC)
target_compile_definitions(errwatch_cli PRIVATE
  ERRWATCH_RULES_DIR="${rules_dir}" ERRWATCH_DEFAULT_STATE_FILE="${ERRWATCH_DEFAULT_STATE_FILE}")

# What names paths is installed with this installation's.
set(generated ${CMAKE_CURRENT_BINARY_DIR}/installed)
set(documents everyday.md mod_errwatch.md errwatch.md messages.md rules.md design.md shm-format.md)
list(TRANSFORM documents PREPEND docs/)
set(configuration conf/errwatch.load conf/errwatch.conf)
foreach(name ${configuration} ${documents})
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${name})
  file(READ ${CMAKE_SOURCE_DIR}/${name} text)
  string(REPLACE "/usr/lib/apache2/modules" "${ERRWATCH_MODULE_DIR}" text "${text}")
  string(REPLACE "/usr/local/share/errwatch/rules" "${rules_dir}" text "${text}")
  string(REPLACE "/usr/local/share/errwatch/crawlers.conf" "${share_dir}/crawlers.conf" text "${text}")
  string(REPLACE "/usr/local/share/doc/mod_errwatch" "${doc_dir}" text "${text}")
  file(WRITE ${generated}/${name} "${text}")
endforeach()

if(ERRWATCH_STRIP)
  install(CODE "set(CMAKE_INSTALL_DO_STRIP TRUE)")
endif()
install(TARGETS mod_errwatch LIBRARY DESTINATION ${ERRWATCH_MODULE_DIR})
install(TARGETS errwatch RUNTIME DESTINATION ${CMAKE_INSTALL_FULL_BINDIR})
install(FILES ${CMAKE_SOURCE_DIR}/conf/crawlers.conf DESTINATION ${share_dir})
install(DIRECTORY ${CMAKE_SOURCE_DIR}/conf/rules/ DESTINATION ${rules_dir} FILES_MATCHING PATTERN "*.conf" PATTERN "*.txt")
install(FILES ${generated}/conf/errwatch.load DESTINATION ${conf_dir})
list(TRANSFORM documents PREPEND ${generated}/)
install(FILES ${documents} ${CMAKE_SOURCE_DIR}/CHANGES ${CMAKE_SOURCE_DIR}/LICENSE DESTINATION ${doc_dir})

# The tool writes its own manual page, which `man -M build/share/man errwatch` shows before it is installed.
if(CMAKE_CROSSCOMPILING)
  message(STATUS "No manual page: the tool cannot be run here")
else()
  set(man_page ${CMAKE_BINARY_DIR}/share/man/man1/errwatch.1)
  file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/share/man/man1)
  add_custom_command(OUTPUT ${man_page} COMMAND errwatch --man > ${man_page} DEPENDS errwatch VERBATIM)
  add_custom_target(man_page ALL DEPENDS ${man_page})
  install(FILES ${man_page} DESTINATION ${CMAKE_INSTALL_FULL_MANDIR}/man1)
endif()

# The operator edits errwatch.conf: one that differs is kept, and the new one is put beside it.
install(CODE "
  set(target \"\$ENV{DESTDIR}${conf_dir}/errwatch.conf\")
  set(source \"${generated}/conf/errwatch.conf\")
  set(name errwatch.conf)
  if(EXISTS \"\${target}\")
    file(SHA256 \"\${target}\" old)
    file(SHA256 \"\${source}\" new)
    if(NOT old STREQUAL new)
      message(STATUS \"Kept: \${target}; the new one is errwatch.conf.new\")
      set(name errwatch.conf.new)
    endif()
  endif()
  file(INSTALL DESTINATION \"${conf_dir}\" TYPE FILE RENAME \${name} FILES \"\${source}\")
")
