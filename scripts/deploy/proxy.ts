import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../command.js';

/** The proxies that `deploy/` has files for, as their programs are called. */
export const proxyNames = ['nginx', 'caddy'] as const;

export interface ProxyPorts {
  /** Where it listens. */
  outside: number;
  inside: number;
  /** To whom it passes on, two of each. */
  web: [number, number];
  api: [number, number];
}

export interface TestedProxy {
  webHost: string;
  apiHost: string;
  /** What the program's own check of the file said, and how it ended. */
  check: { status: number | null; said: string };
  start(): ChildProcess;
  /** Removes what it was started with. */
  remove(): void;
}

interface Prepared extends Pick<TestedProxy, 'webHost' | 'apiHost'> {
  checkArgs: string[];
  startArgs: string[];
  env?: NodeJS.ProcessEnv;
}

/** The file of `deploy/` as it stands, but for ports, names and certificates. */
const prepare: Record<(typeof proxyNames)[number], (folder: string, ports: ProxyPorts) => Prepared> = {
  nginx(folder, ports) {
    const certificate = makeCertificate(folder);
    const site = readFileSync(join(root, 'deploy/nginx.conf'), 'utf8')
      .replace(/127\.0\.0\.1:300([01])/g, (_whole, index) => `127.0.0.1:${ports.web[Number(index)]}`)
      .replace(/127\.0\.0\.1:400([01])/g, (_whole, index) => `127.0.0.1:${ports.api[Number(index)]}`)
      .replace('listen 127.0.0.1:8080;', `listen 127.0.0.1:${ports.inside};`)
      .replace(/^\s*listen (?:\[::\]:)?80;$/gm, '')
      .replace(/^\s*listen \[::\]:443 ssl http2;$/gm, '')
      .replace(/listen 443 ssl http2;/g, `listen 127.0.0.1:${ports.outside} ssl http2;`)
      .replace(/(ssl_certificate) \S+;/g, `$1 ${certificate.cert};`)
      .replace(/(ssl_certificate_key) \S+;/g, `$1 ${certificate.key};`)
      // Without a port of its own the redirect would take nginx's.
      .replace('server_name app.example.com api.example.com;', `$&\n    listen unix:${join(folder, 'redirect.sock')};`);
    const conf = join(folder, 'nginx.conf');
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (name) => `${name}_temp_path ${folder};`,
    );
    writeFileSync(join(folder, 'site.conf'), site);
    writeFileSync(
      conf,
      `${process.getuid?.() === 0 ? 'user root;' : ''} daemon off; worker_processes 1; pid ${folder}/pid; error_log stderr;
       events {} http { access_log off; ${temporary.join(' ')} include ${join(folder, 'site.conf')}; }`,
    );
    const args = ['-e', 'stderr', '-p', folder, '-c', conf];
    return { webHost: 'app.example.com', apiHost: 'api.example.com', checkArgs: ['-t', ...args], startArgs: args };
  },
  caddy(folder, ports) {
    const file = join(folder, 'Caddyfile');
    // Its own authority signs for names of this machine, and nobody is told to trust it.
    const ofTheTest = '{\n\tadmin off\n\tauto_https disable_redirects\n\tskip_install_trust\n}\n';
    const text = readFileSync(join(root, 'deploy/Caddyfile'), 'utf8').replace(
      'http://:8080',
      `http://:${ports.inside}`,
    );
    writeFileSync(file, ofTheTest + text);
    const names = { webHost: 'app.localhost', apiHost: 'api.localhost' };
    const to = (list: [number, number]) => list.map((port) => `127.0.0.1:${port}`).join(' ');
    const args = ['--config', file, '--adapter', 'caddyfile'];
    return {
      ...{ ...names, checkArgs: ['validate', ...args], startArgs: ['run', ...args] },
      env: {
        ...{
          WEB_HOST: `https://${names.webHost}:${ports.outside}`,
          API_HOST: `https://${names.apiHost}:${ports.outside}`,
        },
        ...{ WEB_UPSTREAMS: to(ports.web), API_UPSTREAMS: to(ports.api), INSIDE: '127.0.0.1' },
        ...{ HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
      },
    };
  },
};

/** Checks a proxy with its file of `deploy/`, and lets it be started in a folder of its own. */
export function makeProxy(name: (typeof proxyNames)[number], program: string, ports: ProxyPorts): TestedProxy {
  const folder = mkdtempSync(join(tmpdir(), `swb-${name}-`));
  mkdirSync(join(folder, 'logs'));
  const { checkArgs, startArgs, env: own, webHost, apiHost } = prepare[name](folder, ports);
  const env = { PATH: process.env.PATH, ...own };
  const { status, stdout, stderr } = spawnSync(program, checkArgs, { env, encoding: 'utf8' });
  return {
    ...{ webHost, apiHost, check: { status, said: `${stdout}${stderr}` } },
    start: () => spawn(program, startArgs, { env, stdio: 'ignore' }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function makeCertificate(folder: string): { cert: string; key: string } {
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  spawnSync('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'],
    ...['-subj', '/CN=localhost', '-keyout', key, '-out', cert],
  ]);
  return { cert, key };
}
