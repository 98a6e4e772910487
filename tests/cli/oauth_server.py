"""An OAuth server that knows nothing of imctl: Authlib's, with a page that a person consents on.

Serves iManage's paths on a free port of 127.0.0.1, prints the port, and ends with its standard input. Only the storage below is
ours, as Authlib asks for it; what is accepted, refused and answered is Authlib's doing.
"""

import os
import sys
import threading
import time
from urllib.parse import urlsplit

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, ClientMixin, TokenMixin, grants
from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7636 import CodeChallenge
from flask import Flask, jsonify, request
from werkzeug.serving import make_server

CLIENT_ID, CLIENT_SECRET, CUSTOMER = "third-party", "secret+/=&of a third party", 7
REGISTERED = "http://127.0.0.1/callback"


class User:
    def __init__(self, name):
        self.name = name

    def get_user_id(self):
        return self.name


class Client(ClientMixin):
    def get_client_id(self):
        return CLIENT_ID

    def get_default_redirect_uri(self):
        return REGISTERED

    def get_allowed_scope(self, scope):
        return "user" if scope == "user" else ""

    def check_redirect_uri(self, redirect_uri):
        # RFC 8252 section 7.3: any port, and all else to the letter.
        parts = urlsplit(redirect_uri)
        return parts._replace(netloc=parts.hostname).geturl() == REGISTERED

    def check_client_secret(self, client_secret):
        return client_secret == CLIENT_SECRET

    def check_endpoint_auth_method(self, method, endpoint):
        return method == "client_secret_post"

    def check_response_type(self, response_type):
        return response_type == "code"

    def check_grant_type(self, grant_type):
        return grant_type in ("authorization_code", "refresh_token", "password")


class Code(AuthorizationCodeMixin):
    def __init__(self, code, payload, user):
        self.code, self.user, self.born = code, user, time.time()
        self.redirect_uri, self.scope = payload.redirect_uri, payload.scope
        self.code_challenge = payload.data.get("code_challenge")
        self.code_challenge_method = payload.data.get("code_challenge_method")

    def get_redirect_uri(self):
        return self.redirect_uri

    def get_scope(self):
        return self.scope


class Token(TokenMixin):
    def __init__(self, token, user):
        self.access, self.refresh = token["access_token"], token.get("refresh_token")
        self.scope, self.user = token.get("scope"), user
        self.access_is_dead = self.refresh_is_dead = False

    def check_client(self, client):
        return True

    def get_scope(self):
        return self.scope


codes, tokens, log = {}, [], []
lock = threading.Lock()


class CodeGrant(grants.AuthorizationCodeGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_post"]

    def save_authorization_code(self, code, request):
        codes[code] = Code(code, request.payload, request.user)

    def query_authorization_code(self, code, client):
        found = codes.get(code)
        return found if found and time.time() - found.born < 60 else None

    def delete_authorization_code(self, authorization_code):
        codes.pop(authorization_code.code, None)

    def authenticate_user(self, authorization_code):
        return authorization_code.user


class RefreshGrant(grants.RefreshTokenGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_post"]
    INCLUDE_NEW_REFRESH_TOKEN = True

    def authenticate_refresh_token(self, refresh_token):
        return next((one for one in tokens if one.refresh == refresh_token and not one.refresh_is_dead), None)

    def authenticate_user(self, refresh_token):
        return refresh_token.user

    def revoke_old_credential(self, refresh_token):
        refresh_token.access_is_dead = refresh_token.refresh_is_dead = True


class PasswordGrant(grants.ResourceOwnerPasswordCredentialsGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_post"]

    def authenticate_user(self, username, password):
        return User(username) if (username, password) == ("ada", "pass word&=") else None


class Revocation(RevocationEndpoint):
    CLIENT_AUTH_METHODS = ["client_secret_post"]

    def query_token(self, token_string, token_type_hint):
        return next((one for one in tokens if token_string in (one.access, one.refresh)), None)

    def revoke_token(self, token, request):
        token.access_is_dead = token.refresh_is_dead = True


app = Flask(__name__)
app.config["OAUTH2_REFRESH_TOKEN_GENERATOR"] = True
server = AuthorizationServer(
    app,
    query_client=lambda client_id: Client() if client_id == CLIENT_ID else None,
    save_token=lambda token, request: tokens.append(Token(token, request.user)),
)
server.register_grant(CodeGrant, [CodeChallenge(required=True)])
server.register_grant(RefreshGrant)
server.register_grant(PasswordGrant)
server.register_endpoint(Revocation)


@app.route("/auth/oauth2/authorize", methods=["GET", "POST"])
def authorize():
    person = User("ada")
    try:
        grant = server.get_consent_grant(end_user=person)
    except OAuth2Error as error:
        if getattr(error, "redirect_uri", None):
            return server.handle_error_response(request, error)
        return f"<p>{error.error}: {error.description}", 400
    if request.method == "GET":
        return "<form method=post><button name=answer value=yes>Allow</button><button name=answer value=no>Decline</button></form>"
    allowed = request.form.get("answer") == "yes"
    return server.create_authorization_response(grant=grant, grant_user=person if allowed else None)


@app.route("/auth/oauth2/token", methods=["POST"])
def token():
    with lock:
        response = server.create_token_response()
        log.append([request.form.get("grant_type"), response.status_code, sorted(request.form)])
        return response


@app.route("/auth/oauth2/revoke-token", methods=["POST"])
def revoke():
    return server.create_endpoint_response("revocation")


@app.route("/api")
def discovery():
    given = request.headers.get("X-Auth-Token")
    found = next((one for one in tokens if one.access == given and not one.access_is_dead), None)
    if found is None:
        return jsonify(error={"code": "NRC_INVALID_TOKEN"}), 401
    user = {"customer_id": CUSTOMER, "id": found.user.name.upper()}
    return jsonify(data={"user": user, "work": {"libraries": [{"alias": "ACTIVE"}], "preferred_library": "ACTIVE"}})


@app.route(f"/work/api/v2/customers/{CUSTOMER}/libraries/ACTIVE/workspaces")
def workspaces():
    discovered = discovery()
    return discovered if isinstance(discovered, tuple) else jsonify(data={"results": [{"id": "ACTIVE!1", "name": "Only"}]})


@app.route("/test/log")
def seen():
    return jsonify(log)


@app.route("/test/end-access-tokens")
def end_access_tokens():
    for one in tokens:
        one.access_is_dead = True
    return "", 204


if __name__ == "__main__":
    listening = make_server("127.0.0.1", 0, app, threaded=True)
    print(listening.server_port, flush=True)
    threading.Thread(target=listening.serve_forever, daemon=True).start()
    sys.stdin.read()
