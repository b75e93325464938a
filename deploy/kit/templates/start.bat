@echo off
rem No other program that lies where this was unpacked, such as one from a web page, may pass for one of the computer's.
set NoDefaultCurrentDirectoryInExePath=1
rem Finds Python {{ python }}, and lets it start the app.
chcp 65001 >nul
title Policy gap assessment
set "KIT=%~dp0kit"
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
