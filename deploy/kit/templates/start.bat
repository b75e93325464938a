@echo off
rem Finds Python {{ python }}, and lets it start the app.
set "KIT=%~dp0kit"
rem Where this was unpacked may lie a program from a web page, which Windows would take for one of its own.
cd /d "%SystemRoot%"
chcp 65001 >nul
title Policy gap assessment
set PYTHON=
rem Python's own manager would fetch a Python that isn't there.
set PYTHON_MANAGER_AUTOMATIC_INSTALL=false
if not exist "%KIT%\start.py" (
    echo {{ words.unpack }}
    pause
    exit /b 1
)
call :try py -{{ python }}
call :try "%LocalAppData%\Programs\Python\Python{{ python | replace(".", "") }}\python.exe"
call :try "%ProgramFiles%\Python{{ python | replace(".", "") }}\python.exe"
call :try python
if not defined PYTHON (
    type "%KIT%\no-python.txt"
    pause
    exit /b 1
)
%PYTHON% -I "%KIT%\start.py"
exit /b

:try
if defined PYTHON exit /b
%* -I "%KIT%\start.py" --fits >nul 2>nul && set PYTHON=%*
exit /b
